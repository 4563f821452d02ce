import { UserError } from "../errors.ts";
import { reservedNames, type ServerSpec, sourceKinds } from "./servers-schema.ts";
import { didYouMean } from "./similar-names.ts";

/** Unscoped names that say nothing about which server it is. */
const generic = new Set([
  "cli",
  "client",
  "core",
  "local",
  "main",
  "mcp",
  "mcp-server",
  "mcp-stdio",
  "node",
  "sdk",
  "server",
  "server-mcp",
  "stdio",
  "tools",
]);

/**
 * A server's name when the user gives none: the package's unscoped name; with the scope in front where
 * that is too general (`@playwright/mcp` → `playwright-mcp`) or taken; then numbered. `server-NAME` of any
 * scope becomes `mcp-server-NAME`, as `@modelcontextprotocol/server-filesystem` is `mcp-server-filesystem`
 * elsewhere. Always a valid server name that is not in `taken` (letter case does not count).
 */
export function defaultServerName(packageName: string, taken: Iterable<string> = []): string {
  const used = new Set([...reservedNames, ...taken].map((name) => name.toLowerCase()));
  const { scope, unscoped } = splitName(packageName);
  const isOurs = reservedNames.includes(unscoped.toLowerCase());
  const short = unscoped.startsWith("server-") || isOurs ? `mcp-${unscoped}` : unscoped;
  const scoped = scope === undefined ? short : withScope(scope, unscoped);
  const candidates = generic.has(unscoped) ? [scoped] : [short, scoped];
  for (const candidate of candidates.map(validName)) {
    if (!used.has(candidate.toLowerCase())) return candidate;
  }
  const base = validName(candidates.at(-1) as string);
  for (let number = 2; ; number++) {
    const name = `${base.slice(0, 95)}-${number}`;
    if (!used.has(name.toLowerCase())) return name;
  }
}

function splitName(packageName: string): { scope: string | undefined; unscoped: string } {
  const match = /^@([^/]+)\/(.+)$/.exec(packageName);
  return { scope: match?.[1], unscoped: match?.[2] ?? packageName };
}

/** `@brave/brave-search` is not called twice: a name that begins with its scope stays. */
function withScope(scope: string, unscoped: string): string {
  return unscoped === scope || unscoped.startsWith(`${scope}-`) ? unscoped : `${scope}-${unscoped}`;
}

/** npm allows names that begin with a digit or hold `~`; a Nix attribute and a folder had better not. */
function validName(text: string): string {
  const cleaned = text
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[._-]+|[._-]+$/g, "")
    .slice(0, 100);
  return /^[A-Za-z]/.test(cleaned) ? cleaned : `mcp-${cleaned === "" ? "server" : cleaned}`.slice(0, 100);
}

const kindBefore = new RegExp(`^(?:${sourceKinds.join("|")}):`);

/** The package that a source names, without its version, its extras (PyPI) and its kind. */
export function packageOfSource(source: string): string {
  const spec = source.replace(kindBefore, "");
  // In a repository's folder an @ may begin a name: packages/@scope/name.
  const end = source.startsWith("pypi:") ? /[[@<>=~!\s]/ : source.startsWith("github:") ? /(?<!\/)@/ : /@/;
  const at = spec.slice(1).search(end);
  return at === -1 ? spec : spec.slice(0, at + 1);
}

/** The kind that a source begins with; null: it begins with none. */
function kindOfSource(source: string): string | null {
  return kindBefore.exec(source)?.[0] ?? null;
}

/**
 * The server a person means: its name, its package's name, or its source with or without kind and version.
 *
 * Throws `E_UNKNOWN_SERVER` with similar names; `E_AMBIGUOUS_SERVER` where several servers are of that package.
 */
export function findServer(servers: ReadonlyMap<string, ServerSpec>, query: string): ServerSpec {
  const exact = servers.get(query);
  if (exact !== undefined) return exact;
  const all = [...servers.values()];
  const kind = kindOfSource(query);
  const ofKind = all.filter(({ source }) => kind === null || kindOfSource(source) === kind);
  const bare = (source: string) => source.replace(kindBefore, "");
  const sameSource = ofKind.filter(({ source }) => bare(source) === bare(query));
  const found =
    sameSource.length > 0
      ? sameSource
      : ofKind.filter(({ source }) => packageOfSource(source) === bare(query));
  if (found.length === 1) return found[0] as ServerSpec;
  if (found.length > 1) {
    throw new UserError(`several servers are of '${query}'`, {
      code: "E_AMBIGUOUS_SERVER",
      hint: `Say which: ${found.map((server) => server.name).join(", ")}.`,
    });
  }
  throw unknownServer(servers, query);
}

/** `E_UNKNOWN_SERVER`; names that are near, else all when they are few. */
function unknownServer(servers: ReadonlyMap<string, ServerSpec>, query: string): UserError {
  const packages = [...servers.values()].map((server) => packageOfSource(server.source));
  const near = didYouMean(query, new Set([...servers.keys(), ...packages]));
  const all =
    servers.size === 0 ? "servers.yaml lists none." : `There are: ${[...servers.keys()].join(", ")}.`;
  return new UserError(`no server is called '${query}'`, {
    code: "E_UNKNOWN_SERVER",
    hint: near ?? (servers.size <= 20 ? all : "'mcp-nixgen list' shows them."),
  });
}
