import { normalizeName } from "../python/names.ts";
import { parseRequirement } from "../sources/pypi/requirement.ts";
import { packageKey } from "./advisory.ts";
import type { Closure, Need } from "./closure.ts";
import { groupBy } from "./group-by.ts";

/**
 * The closure of a Python server with who needs whom, as the index tells it of every release. A name that is installed in
 * several versions, for several systems, is taken for all of them.
 *
 * @param requirements by `packageKey`; lines as `Requires-Dist` has them
 */
export function withPythonNeeds(
  closure: Closure,
  requirements: ReadonlyMap<string, readonly string[]>,
): Closure {
  const keysOf = groupBy(closure.nodes.keys(), (key) => normalizeName(closure.nodes.get(key)!.name));
  const nodes = [...closure.nodes].map(([key, node]) => {
    const lines = requirements.get(packageKey(node)) ?? [];
    const needs = lines
      .flatMap(needOf)
      .flatMap(({ name, range, optional }) =>
        (keysOf.get(name) ?? []).map((to): Need => ({ to, range, optional })),
      );
    return [key, { ...node, needs: needs.length === 0 ? node.needs : needs }] as const;
  });
  return { ...closure, nodes: new Map(nodes) };
}

/** What cannot be read is no way to anything; it costs a chain, never a finding. */
function needOf(line: string): { name: string; range: string; optional: boolean }[] {
  try {
    const { name, specifier } = parseRequirement(line);
    return [{ name, range: specifier, optional: /;.*\bextra\b/.test(line) }];
  } catch {
    return [];
  }
}
