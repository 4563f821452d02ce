import type { Secret } from "../config/secret-schema.ts";
import { proposedSecret } from "../secrets/proposed-secret.ts";
import { type StoreCommand, storeCommand } from "../secrets/store-command.ts";
import type { Group } from "./merge.ts";
import type { ImportOptions } from "./plan.ts";
import { type FoundSecret, shownName } from "./sort-env.ts";

/** A secret that a server of the import needs, and how its value gets to where it is looked for. */
export interface NeededSecret {
  readonly variable: string;
  readonly secret: Secret;
  /** undefined: it is where it belongs already (a 1Password reference, a command). */
  readonly store?: StoreCommand;
  /** Where the value is now: in these files, or in something of the client's surroundings (a variable, an input). */
  readonly places: readonly string[];
  readonly variableOfClient?: string;
}

/** The references that a server gets in the place of what its entries held. */
export function neededSecrets(
  server: string,
  group: Group,
  options: Pick<ImportOptions, "provider" | "where" | "existing" | "keepassxc" | "root">,
): NeededSecret[] {
  const { provider, where, existing, keepassxc } = options;
  const like = [...existing.values()]
    .flatMap(({ secrets }) => Object.values(secrets ?? {}))
    .find((secret) => secret[provider] !== undefined);
  return Object.keys(group[0].secrets).map((variable): NeededSecret => {
    const all = group.map(({ secrets }) => secrets[variable]!);
    // What is known of it anywhere says more than a reference of one client.
    const found = all.find(({ kind }) => kind !== "reference") ?? all[0]!;
    const known = secretThere(found);
    if (known !== undefined) return { variable, secret: known, places: [] };
    const multiline = found.kind === "literal" && found.value.trim().includes("\n");
    const secret = proposedSecret(provider, server, variable, { where, like, multiline });
    const store = storeCommand(variable, secret, { server, keepassxc, multiline, root: options.root });
    const places = group.flatMap((one) =>
      one.secrets[variable]?.kind === "literal" ? [one.found.place] : [],
    );
    const of =
      found.kind === "reference" && found.name !== "" ? { variableOfClient: shownName(found.name) } : {};
    return { variable, secret, store, places: [...new Set(places)], ...of };
  });
}

function secretThere(found: FoundSecret): Secret | undefined {
  if (found.kind === "onePassword") return { onePassword: found.reference };
  return found.kind === "command" ? { command: [found.argv[0]!, ...found.argv.slice(1)] } : undefined;
}
