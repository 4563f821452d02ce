import type { ProposedField } from "../config/edit-comments.ts";
import { nixText } from "../config/nix-text.ts";
import { type Keepassxc, providerOf, type Secret, type SecretProvider } from "../config/secret-schema.ts";
import type { ServerSpec } from "../config/servers-schema.ts";
import { secretVariableName, variableName } from "../config/variable-name.ts";
import type { EnvironmentFact, ServerFacts } from "../inspect/facts.ts";
import { proposedSecret, type StoreProvider, storeProviders } from "../secrets/proposed-secret.ts";
import { type StoreCommand, storeCommand } from "../secrets/store-command.ts";

/** Where secrets are kept, and a reference that servers.yaml has there already. */
export interface SecretHome {
  readonly provider: StoreProvider;
  readonly like?: Secret | undefined;
  /** The folder, file, database or vault there. */
  readonly where?: string | undefined;
}

/** A secret that was written into an entry, and how its value gets to where the entry says. */
export interface SecretToStore {
  readonly variable: string;
  readonly provider: StoreProvider;
  readonly command: StoreCommand;
}

export interface ProposedVariables {
  readonly server: ServerSpec;
  readonly comments: readonly ProposedField[];
  readonly toStore: readonly SecretToStore[];
}

/** The provider that all of servers.yaml's secrets are with; undefined: there are none, or several. */
export function secretHomeOf(
  servers: Iterable<ServerSpec>,
  keepassxc: Keepassxc | undefined,
): SecretHome | undefined {
  const secrets = [...servers].flatMap((server) => Object.values(server.secrets ?? {}));
  const used = new Set(secrets.map(providerOf));
  if (used.size === 0 && keepassxc !== undefined) return { provider: "keepassxc" };
  const [only] = used;
  if (used.size !== 1 || only === undefined || !isStoreProvider(only)) return undefined;
  return { provider: only, like: secrets[0] };
}

/** The same with a provider that is chosen: a reference beside those that are there. */
export function secretHomeWith(
  { provider, where }: Pick<SecretHome, "provider" | "where">,
  servers: Iterable<ServerSpec>,
): SecretHome {
  const like = [...servers]
    .flatMap((server) => Object.values(server.secrets ?? {}))
    .find((secret) => providerOf(secret) === provider);
  return { provider, where, like };
}

function isStoreProvider(provider: SecretProvider): provider is StoreProvider {
  return (storeProviders() as readonly SecretProvider[]).includes(provider);
}

/**
 * The secrets that a server is for, besides those it requires: optional ones that are named like its package, as
 * BRAVE_API_KEY of brave-search-mcp-server, for what it does is little without them.
 */
export function wantedSecrets({
  environment,
  package: name,
}: Pick<ServerFacts, "environment" | "package">): EnvironmentFact[] {
  const own = new Set(wordsOf(name));
  return environment.filter(
    ({ secret, required, name: variable }) =>
      secret && (required || wordsOf(variable).some((word) => own.has(word))),
  );
}

/** Words that any server and any of its secrets may have in their names. */
const COMMON =
  /^(?:mcp|server|api|key|keys|token|secret|password|auth|access|client|id|app|url|js|ts|py|com|io|org|npm|the|for|ai|model|context|protocol|\d+)$/;

function wordsOf(name: string): string[] {
  return name
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word.length > 1 && !COMMON.test(word));
}

/**
 * Wanted secrets as entries of `secrets` where it is known what keeps them, `optional` where they are; in comments: other
 * optional ones, required ones of which it is not known, and the variables that are required and no secret.
 */
export function proposeVariables(
  server: ServerSpec,
  facts: Pick<ServerFacts, "environment" | "package">,
  options: { readonly home: SecretHome | undefined; readonly keepassxc?: Keepassxc | undefined },
): ProposedVariables {
  const { environment } = facts;
  const free = environment.filter(({ name }) => !isGiven(server, name));
  const secret = free.filter((fact) => fact.secret && secretVariableName.safeParse(fact.name).success);
  const written =
    options.home === undefined ? [] : secret.filter((fact) => wantedSecrets(facts).includes(fact));
  // A file needs no other program: it is what anyone can begin with.
  const { provider, ...place }: SecretHome = options.home ?? { provider: "file" };
  const reference = (variable: string) => proposedSecret(provider, server.name, variable, place);
  const secrets = Object.fromEntries(
    written.map(({ name, required }): [string, Secret] => [
      name,
      required ? reference(name) : { ...reference(name), optional: true },
    ]),
  );
  const plain = free.filter(
    (fact) =>
      !fact.secret &&
      fact.required &&
      !everywhere.has(fact.name) &&
      variableName.safeParse(fact.name).success,
  );
  return {
    server: written.length === 0 ? server : { ...server, secrets: { ...server.secrets, ...secrets } },
    comments: [
      ...secret
        .filter((fact) => !written.includes(fact))
        .map(
          (fact): ProposedField => ({
            path: ["secrets", fact.name],
            value: reference(fact.name) as ProposedField["value"],
            note: noteOf(fact),
          }),
        ),
      ...plain.map(
        (fact): ProposedField => ({
          path: ["env", fact.name],
          value: nixText.safeParse(fact.default).data ?? "",
          note: noteOf(fact),
        }),
      ),
    ],
    toStore: written.map(({ name }) => ({
      variable: name,
      provider,
      command: storeCommand(name, secrets[name]!, {
        server: server.name,
        keepassxc: options.keepassxc,
      }),
    })),
  };
}

/** Sessions have these. */
const everywhere: ReadonlySet<string> = new Set(["HOME", "LANG", "PATH", "SHELL", "TMPDIR", "USER"]);

function isGiven(server: ServerSpec, name: string): boolean {
  return name in (server.env ?? {}) || name in (server.secrets ?? {});
}

function noteOf({ required, message, default: otherwise }: EnvironmentFact): string {
  const what = required ? "required" : "optional";
  const said = message ?? (otherwise === null || otherwise === "" ? null : `default ${otherwise}`);
  return said === null ? what : `${what}: ${said}`;
}
