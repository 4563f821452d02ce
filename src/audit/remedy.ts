import type { LockedServer } from "../config/lock-schema.ts";
import { type Advisory, type Hit, packageKey } from "./advisory.ts";
import { type Closure, type ClosureNode, dependentsOf } from "./closure.ts";
import { type NpmFix, npmFix } from "./npm-fix.ts";
import type { Remedy } from "./report.ts";

interface RemedyContext {
  /** Name in servers.yaml. */
  readonly server: string;
  readonly locked: LockedServer;
  readonly closure: Closure;
  /** All hits on packages of the closure. */
  readonly hits: readonly Hit[];
  /** Versions of an npm package that are published; null: not to be had. */
  readonly published: ReadonlyMap<string, readonly string[] | null>;
}

/** What to do about a weakness in a node of the closure. */
export function remedyFor(key: string, advisory: Advisory, context: RemedyContext): Remedy {
  const node = context.closure.nodes.get(key)!;
  const [lowest = null] = advisory.fixed;
  if (key === context.closure.root) return ownRemedy(context, lowest);
  if (context.locked.kind === "npm") return npmRemedy(key, node, context, lowest);
  if (lowest === null) return none(node);
  if (context.locked.kind === "python" && context.locked.closure !== null) {
    return {
      kind: "refresh",
      version: lowest,
      text: `mcp-nixgen prefetch --refresh ${context.server} resolves anew: ${node.name} ${lowest} is without it`,
    };
  }
  return {
    kind: "update",
    version: lowest,
    text: `wait for a ${context.server} that takes ${node.name} ${lowest}: mcp-nixgen outdated ${context.server}`,
  };
}

function ownRemedy({ server, locked }: RemedyContext, lowest: string | null): Remedy {
  if (lowest === null)
    return { kind: "none", version: null, text: `no version of ${locked.package} is known to be without it` };
  return { kind: "update", version: lowest, text: `mcp-nixgen update ${server}: ${lowest} is without it` };
}

function npmRemedy(key: string, node: ClosureNode, context: RemedyContext, bound: string | null): Remedy {
  const { server, locked } = context;
  const { lowest, inRange } = fixOf(key, node, context) ?? { lowest: bound, inRange: null };
  if (lowest === null) return none(node);
  const generated = locked.kind === "npm" && locked.lockfile.origin !== "shrinkwrap";
  if (inRange !== null && generated && !Object.hasOwn(locked.overrides, node.name)) {
    return {
      kind: "refresh",
      version: inRange,
      text: `mcp-nixgen prefetch --refresh ${server} takes ${node.name} ${inRange}`,
    };
  }
  if (inRange !== null) {
    return {
      kind: "override",
      version: inRange,
      text: `add to ${server} in servers.yaml: overrides: { ${yamlKey(node.name)}: ${inRange} }`,
    };
  }
  const range = dependentsOf(context.closure, key).find((one) => one.range !== null);
  const why = range === undefined ? "" : `; ${range.by.name} asks for ${range.range}`;
  return {
    kind: "update",
    version: lowest,
    text: `${node.name} ${lowest} is without it${why}: mcp-nixgen update ${server}, or try overrides: { ${yamlKey(node.name)}: ${lowest} }`,
  };
}

/** undefined: the registry does not say which versions there are. */
function fixOf(
  key: string,
  node: ClosureNode,
  { closure, hits, published }: RemedyContext,
): NpmFix | undefined {
  const versions = published.get(node.name);
  if (versions === undefined || versions === null) return undefined;
  const mine = packageKey(node);
  const affected = hits.flatMap(({ advisory }) =>
    advisory.package === node.name && advisory.affected !== null ? [advisory.affected] : [],
  );
  // Other places of the same version are overridden along with this one.
  const asked = [...closure.nodes]
    .filter(([, one]) => packageKey(one) === mine)
    .flatMap(([place]) => dependentsOf(closure, place));
  const ranges = asked.length === 0 ? dependentsOf(closure, key) : asked;
  return npmFix(
    node.version,
    versions,
    affected,
    ranges.map(({ range }) => range),
  );
}

function none({ name }: ClosureNode): Remedy {
  return { kind: "none", version: null, text: `no version of ${name} is known to be without it` };
}

/** A scope's @ begins no plain scalar of YAML. */
function yamlKey(name: string): string {
  return name.startsWith("@") ? JSON.stringify(name) : name;
}
