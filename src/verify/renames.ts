import type { OfferedTool } from "../config/lock-offer-schema.ts";
import { byCodeUnits, canonical, isObject, member } from "./json.ts";
import { shared, wordsOf } from "./likeness.ts";

type Tools = Readonly<Record<string, OfferedTool>>;

/** Half of the words in common, and a little more: what an author changes when only the name is to be another. */
const ALIKE = 0.6;
/**
 * Words that are held against each other for tools with the same parameters: far more than any honest release asks
 * for, and less than a second. Beyond it only tools that say the very same are found; the others came and went.
 */
const MOST_WORDS = 20_000_000;
const MOST_PAIRS = 1_000_000;

/** A tool that is gone or has come, with what it is known again by. */
interface Moved {
  readonly name: string;
  readonly schema: string;
  readonly description: string | null;
}

/**
 * Tools that are gone, by the new name under which they are offered now: with the same parameters, and a description
 * that says nearly the same; or with the same name but for case and what stands between its words, whatever else changed.
 *
 * @returns old name → new name
 */
export function renames(before: Tools, after: Tools): ReadonlyMap<string, string> {
  const gone = moved(before, after);
  const come = moved(after, before);
  const found = new Map<string, string>();
  const taken = new Set<string>();
  const take = (old: string, now: string) => {
    found.set(old, now);
    taken.add(now);
  };
  const [sameName, sameText] = [nextOf(come, bareName, taken), nextOf(come, textOf, taken)];
  for (const old of gone) {
    const [first] = [sameName(old), sameText(old)].filter((name) => name !== undefined).sort(byCodeUnits);
    if (first !== undefined) take(old.name, first);
  }
  const left = gone.filter(({ name }) => !found.has(name));
  const free = come.filter(({ name }) => !taken.has(name));
  for (const { old, now } of alikePairs(left, free)) if (!found.has(old) && !taken.has(now)) take(old, now);
  return found;
}

function moved(from: Tools, to: Tools): Moved[] {
  return Object.keys(from)
    .filter((name) => !Object.hasOwn(to, name))
    .sort(byCodeUnits)
    .map((name) => {
      const { inputSchema, description } = from[name]!;
      return { name, schema: canonical(inputSchema), description };
    });
}

/** The function that finds the first tool with the same key that nobody has taken yet. */
function nextOf(
  tools: readonly Moved[],
  keyOf: (tool: Moved) => string | null,
  taken: ReadonlySet<string>,
): (tool: Moved) => string | undefined {
  // Last first: those that are taken leave at the end.
  const groups = groupsBy(tools.toReversed(), keyOf);
  return (tool) => {
    const group = groups.get(keyOf(tool));
    while (group !== undefined && group.length > 0 && taken.has(group.at(-1)!.name)) group.pop();
    return group?.at(-1)?.name;
  };
}

function groupsBy(
  tools: readonly Moved[],
  keyOf: (tool: Moved) => string | null,
): Map<string | null, Moved[]> {
  const groups = new Map<string | null, Moved[]>();
  for (const tool of tools) {
    const key = keyOf(tool);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [tool]);
    else group.push(tool);
  }
  return groups;
}

function bareName({ name }: Moved): string {
  return name.toLowerCase().replace(/[\s._/-]+/g, "");
}

/** All it says; null where that is so little that two tools have it in common by chance. */
function textOf({ schema, description }: Moved): string | null {
  if (description !== null) return JSON.stringify([schema, description]);
  const properties = member(JSON.parse(schema), "properties");
  return isObject(properties) && Object.keys(properties).length > 0 ? schema : null;
}

interface Pair {
  readonly old: string;
  readonly now: string;
  readonly likeness: number;
}

/** Tools with the same parameters that say nearly the same, the most alike first. */
function alikePairs(gone: readonly Moved[], come: readonly Moved[]): Pair[] {
  const withWords = (tools: readonly Moved[]) =>
    tools.map(({ name, description }) => ({ name, words: wordsOf(description ?? "") }));
  const schemaOf = ({ schema, description }: Moved) => (description === null ? null : schema);
  const newGroups = groupsBy(come, schemaOf);
  const pairs: Pair[] = [];
  let [words, count] = [MOST_WORDS, MOST_PAIRS];
  for (const [schema, group] of groupsBy(gone, schemaOf)) {
    const [olds, nows] = [withWords(group), withWords(newGroups.get(schema) ?? [])];
    const total = olds.reduce((sum, old) => sum + old.words.size, 0) * nows.length;
    if (total > words || olds.length * nows.length > count) continue;
    [words, count] = [words - total, count - olds.length * nows.length];
    for (const old of olds) {
      for (const now of nows) {
        const likeness = shared(old.words, now.words);
        if (likeness >= ALIKE) pairs.push({ old: old.name, now: now.name, likeness });
      }
    }
  }
  return pairs.sort(
    (a, b) => b.likeness - a.likeness || byCodeUnits(a.old, b.old) || byCodeUnits(a.now, b.now),
  );
}
