import { encryptedPath, runtimePath } from "../config/runtime-path.ts";
import type { Keepassxc } from "../config/secret-schema.ts";
import type { ServerSpec } from "../config/servers-schema.ts";
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
  if (provider !== undefined) {
    if (where !== undefined) checkPlace(provider, where);
    return { provider, where };
  }
  throw usageError(
    `--secrets wants a provider: one of ${storeProviders().join(", ")}`,
    "As in --secrets pass, or --secrets sops:secrets/mcp.yaml",
  );
}

/** Providers whose place is looked up when a server starts. */
const paths: Partial<Record<StoreProvider, typeof runtimePath>> = {
  file: runtimePath,
  envFile: runtimePath,
  keepassxc: encryptedPath,
  systemdCredential: encryptedPath,
};

function checkPlace(provider: StoreProvider, where: string): void {
  const path = paths[provider];
  if (path === undefined || path.safeParse(where).success) return;
  if (encryptedPath.safeParse(where).success)
    throw usageError("the path in --secrets lies in the Nix store, which everyone on the machine can read");
  const example = provider === "keepassxc" ? "db.kdbx" : provider === "envFile" ? "mcp.env" : "mcp-secrets";
  throw usageError(
    "the path in --secrets must begin with / or ~/",
    `As in --secrets ${provider}:~/${example}`,
  );
}

/** KeePassXC's entries are in some database: said here, once for all servers, or with a secret that is there. */
export function checkDatabase(
  asked: AskedProvider | undefined,
  shared: Keepassxc | undefined,
  servers: ReadonlyMap<string, ServerSpec>,
): void {
  if (asked?.provider !== "keepassxc" || asked.where !== undefined || shared?.database !== undefined) return;
  const like = [...servers.values()]
    .flatMap(({ secrets }) => Object.values(secrets ?? {}))
    .find(({ keepassxc }) => keepassxc !== undefined)?.keepassxc;
  if (typeof like === "object" && like.database !== undefined) return;
  throw usageError("--secrets keepassxc needs a database", "As in --secrets keepassxc:~/db.kdbx");
}
