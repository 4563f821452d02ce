import { kindOfSet, rankOfSet } from "./languages.ts";
import { knownAs, lastName } from "./prior.ts";
import type { ParsedQuery } from "./query.ts";
import type { IndexRecord } from "./search-index.ts";
import { joined } from "./words.ts";

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

/** The same for libraries whose name it is: only the best of them, since each language may have one. */
export function isNamedLibrary(query: ParsedQuery, record: IndexRecord): boolean {
  return kindOfSet(record.set) !== "top" && joined(lastName(record)) === query.whole;
}

export function libraryRank(record: IndexRecord): number {
  return record.set === null ? 0 : rankOfSet(record.set);
}
