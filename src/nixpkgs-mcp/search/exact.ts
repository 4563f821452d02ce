import { kindOfSet } from "./languages.ts";
import { knownAs, lastName } from "./prior.ts";
import type { ParsedQuery } from "./query.ts";
import type { IndexRecord } from "./search-index.ts";
import { joined, nameWordsOf, wordsOf } from "./words.ts";

/** How exactly a package is what was typed; what is more exact comes first, whatever else there is. */
export function exactness(query: ParsedQuery, record: IndexRecord): number {
  if (query.whole === "") return 0;
  if (record.attr === query.text) return 10;
  if (record.attr.toLowerCase() === query.text.toLowerCase()) return 9;
  const kind = kindOfSet(record.set);
  const isName = joined(lastName(record)) === query.whole;
  const known = knownAs(record);
  if (kind === "top" && isName) return 8;
  if (kind === "desktop" && isName) return 7;
  const programs = known?.programs ?? [];
  if (programs.some((program) => joined(program) === query.whole)) return 4 + known!.level / 2;
  if (record.mainProgram !== null && joined(record.mainProgram) === query.whole && kind === "top") return 5;
  if (joined(record.pname) === query.whole && kind !== "library") return 4;
  return 0;
}

/** Whether it is a library of exactly that name. */
export function isNamedLibrary(query: ParsedQuery, record: IndexRecord): boolean {
  return isLibrary(record) && joined(lastName(record)) === query.whole;
}

/** Whether it is no library, and its name, or what people call it, has all that was typed. */
export function isNamedSo(query: ParsedQuery, record: IndexRecord): boolean {
  if (isLibrary(record)) return false;
  const known = knownAs(record);
  const name = [...nameWordsOf(lastName(record)), ...(known?.programs ?? []), ...wordsOf(known?.words ?? "")];
  return query.words.every(({ text }) => name.some((word) => word === text || word.endsWith(text)));
}

function isLibrary({ set }: IndexRecord): boolean {
  const kind = kindOfSet(set);
  return kind === "library" || kind === "programs";
}
