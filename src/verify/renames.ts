import type { OfferedTool } from "../config/lock-offer-schema.ts";
import { canonical, isObject, member } from "./json.ts";
import { sharedWords } from "./likeness.ts";

type Tools = Readonly<Record<string, OfferedTool>>;

/** Half of the words in common, and a little more: what an author changes when only the name is to be another. */
const ALIKE = 0.6;

/**
 * Tools that are gone, by the new name under which they are offered now: with the same parameters, and a description
 * that says nearly the same; or with the same name but for case and what stands between its words, whatever else changed.
 *
 * @returns old name → new name
 */
export function renames(before: Tools, after: Tools): ReadonlyMap<string, string> {
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  const come = Object.keys(after).filter((name) => !Object.hasOwn(before, name));
  const pairs = gone
    .flatMap((old) =>
      come.map((now) => ({
        old,
        now,
        likeness: bareName(old) === bareName(now) ? 1 : likeness(before[old]!, after[now]!),
      })),
    )
    .filter((pair) => pair.likeness >= ALIKE)
    .sort((a, b) => b.likeness - a.likeness || order(a.old, b.old) || order(a.now, b.now));
  const found = new Map<string, string>();
  const taken = new Set<string>();
  for (const { old, now } of pairs) {
    if (found.has(old) || taken.has(now)) continue;
    found.set(old, now);
    taken.add(now);
  }
  return found;
}

function bareName(name: string): string {
  return name.toLowerCase().replace(/[\s._/-]+/g, "");
}

function likeness(a: OfferedTool, b: OfferedTool): number {
  if (canonical(a.inputSchema) !== canonical(b.inputSchema)) return 0;
  if (a.description !== null && b.description !== null)
    return a.description === b.description ? 1 : sharedWords(a.description, b.description);
  const properties = member(a.inputSchema, "properties");
  const saysSomething = isObject(properties) && Object.keys(properties).length > 0;
  return a.description === b.description && saysSomething ? 1 : 0;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
