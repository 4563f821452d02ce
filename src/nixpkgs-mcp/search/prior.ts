import type { CatalogPackage } from "../catalog/types.ts";
import { kindOfSet, rankOfSet } from "./languages.ts";
import { type WellKnown, wellKnown } from "./well-known.ts";
import { isStopWord, isWeakWord, joined } from "./words.ts";

/** What the text of a package says about how likely it is meant; `mentions` come later, from all the others. */
interface PriorFacts {
  readonly base: number;
  /** Whether others that have its name among their words mean it. */
  readonly isCalledByName: boolean;
}

const BY_KIND = { top: 70, desktop: 55, programs: 20, library: 0 } as const;

/** Endings that mark another build of a package, or a part of it. */
const VARIANT =
  /(?:[-_.](?:unwrapped|bin|unstable|git|dev|devel|nightly|beta|full|minimal|nox|lite|small|headless|static|wrapped|legacy|esr|gtk\d?|qt\d?|lts|doc|docs|lib|libs|tests?|with\w*|no\w*|all|extra|plugins?)|Full|Minimal|Unstable|Beta|_?\d+(?:[._]\d+)*(?:-?(?:bin|qt\d?|gtk\d?))?)$/;

/**
 * Popularity that a catalog gives away: top level before sets, well-known by name, looked after, described, a
 * program of its own; other builds of the same thing later, and what nixpkgs refuses to build last.
 *
 * @param word its name as one word
 */
export function priorFacts(entry: CatalogPackage, word: string, known: WellKnown | undefined): PriorFacts {
  const kind = kindOfSet(entry.set);
  const name = lastName(entry);
  let base = 60 + BY_KIND[kind];
  if (known !== undefined) base += 20 + 17 * known.level;
  if (entry.description !== "") base += 10;
  if (entry.longDescription !== undefined) base += 4;
  if (entry.homepages.length > 0) base += 3;
  if (entry.mainProgram !== null) base += 6;
  base += 2 * Math.min(entry.maintainers.length, 4);
  base -= Math.min(Math.max(0, name.length - 12) / 2, 10);
  if (known === undefined && isVariant(entry, name, word)) base -= 25;
  if (isLibrary(entry)) base -= 15;
  if (entry.set !== null && kind === "library") base += rankOfSet(entry.set) / 4;
  const { unfree, broken, insecure, unsupported } = entry.marks;
  base -= (unfree ? 8 : 0) + (broken ? 30 : 0) + (insecure ? 18 : 0) + (unsupported ? 15 : 0);
  const isCalledByName = kind === "top" && word.length >= 3 && !isStopWord(word) && !isWeakWord(word);
  return { base, isCalledByName };
}

/** @param mentions packages that have the name among their words */
export function priorOf(base: number, mentions: number): number {
  return Math.max(0, Math.min(255, Math.round(base + Math.min(4 * Math.log2(1 + mentions), 32))));
}

/** The entry of the list of well-known programs that is meant. */
export function knownAs({ attr }: Pick<CatalogPackage, "attr">): WellKnown | undefined {
  return wellKnown().get(attr);
}

/** The attribute without its set. */
export function lastName(entry: Pick<CatalogPackage, "attr" | "set">): string {
  return entry.set === null ? entry.attr : entry.attr.slice(entry.set.length + 1);
}

function isVariant({ pname }: CatalogPackage, name: string, word: string): boolean {
  const ending = VARIANT.exec(name);
  if (ending !== null && ending.index > 1) return true;
  return name !== pname && word.length > joined(pname).length && word.startsWith(joined(pname));
}

function isLibrary(entry: CatalogPackage): boolean {
  if (entry.mainProgram !== null) return false;
  return entry.category === "development/libraries" || /\b(?:library|bindings)\b/i.test(entry.description);
}
