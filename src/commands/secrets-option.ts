import { type StoreProvider, storeProviders } from "../secrets/proposed-secret.ts";
import { usageError } from "./usage-error.ts";

/** Where secrets are to be: `pass`, `sops:secrets/mcp.yaml`. */
export interface AskedProvider {
  readonly provider: StoreProvider;
  /** Folder, file, database or vault; undefined: as usual. */
  readonly where: string | undefined;
}

/** What `--secrets PROVIDER[:WHERE]` says; undefined: it was not given. Throws `E_USAGE`. */
export function askedProvider(text: string | undefined): AskedProvider | undefined {
  if (text === undefined) return undefined;
  const [, name, where] = /^([^:]*)(?::(.+))?$/s.exec(text) ?? [];
  const provider = storeProviders().find((one) => one === name);
  if (provider !== undefined) return { provider, where };
  throw usageError(
    `--secrets wants a provider: one of ${storeProviders().join(", ")}`,
    "As in --secrets pass, or --secrets sops:secrets/mcp.yaml",
  );
}
