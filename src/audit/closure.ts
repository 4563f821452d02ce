import type { PackageVersion } from "./advisory.ts";

/** A package of a server's closure. */
export interface ClosureNode extends PackageVersion {
  /** false: it comes from git, a URL or the repository, and no registry has advisories for it. */
  readonly fromRegistry: boolean;
  readonly needs: readonly Need[];
}

/** An edge of the closure. */
export interface Need {
  /** Key of the node. */
  readonly to: string;
  /** Which versions are asked for, in the ecosystem's own words; null: not known here. */
  readonly range: string | null;
  /** Only an extra or an option asks for it. */
  readonly optional: boolean;
}

/** What of a server is locked, as a graph. */
export interface Closure {
  /** Key of the server's own node. */
  readonly root: string;
  readonly nodes: ReadonlyMap<string, ClosureNode>;
  /** What of it is not known, for the reader. */
  readonly notes: readonly string[];
}

/** A closure of nothing but the server itself. */
export function aloneClosure(self: PackageVersion, notes: readonly string[] = []): Closure {
  const node: ClosureNode = { ...self, fromRegistry: true, needs: [] };
  return { root: "", nodes: new Map([["", node]]), notes };
}

/**
 * The shortest way from the server to every package: keys of nodes, the server's first. Ways over what is only optional
 * count where there is no other; a package that nothing leads to has none.
 */
export function shortestWays({ root, nodes }: Closure): ReadonlyMap<string, readonly string[]> {
  const ways = new Map<string, readonly string[]>([[root, [root]]]);
  for (const optional of [false, true]) {
    const queue = [...ways.keys()];
    for (const key of queue) {
      for (const need of nodes.get(key)?.needs ?? []) {
        if (need.optional !== optional && !optional) continue;
        if (ways.has(need.to) || !nodes.has(need.to)) continue;
        ways.set(need.to, [...ways.get(key)!, need.to]);
        queue.push(need.to);
      }
    }
  }
  return ways;
}

/** Who asks for a package, and for which versions. */
export function dependentsOf({ nodes }: Closure, key: string): { by: ClosureNode; range: string | null }[] {
  return [...nodes.values()].flatMap((by) =>
    by.needs.filter((need) => need.to === key).map(({ range }) => ({ by, range })),
  );
}
