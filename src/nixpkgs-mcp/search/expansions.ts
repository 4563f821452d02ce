import type { QueryWord } from "./query.ts";
import { Field, TermUse } from "./search-index.ts";
import { synonymsOf } from "./synonyms.ts";
import type { SimilarTerm, Terms } from "./terms.ts";

/** Terms to look for in place of a word: a range of them, where they count, and how much. */
export interface Expansion {
  readonly from: number;
  /** After the last. */
  readonly to: number;
  /** Of `Field`; a term found elsewhere is another word that happens to be spelled so. */
  readonly fields: number;
  /** 0 to 1. */
  readonly quality: number;
  /** Whether it is a guess; a document that only guesses speak for has the word, but later. */
  readonly guessed: boolean;
}

const TEXT = Field.known | Field.description | Field.long | Field.category;
const NAMES = Field.whole | Field.name | Field.program;

const SYNONYM = 0.62;
const PREFIX = 0.6;
const STEM_IN_NAME = 0.55;
const TYPO = [1, 0.62, 0.45];
const SIMILAR_TERMS = 24;

/** A prefix that so many terms have says too little to look at all of them. */
export const MOST_PREFIXED = 400;

/**
 * What may stand for a word in the index, best first: itself, its forms, words that mean the same, longer words it
 * begins, and, where it is no name that anybody would type, words it may be a typo of.
 */
export function expansionsOf(word: QueryWord, terms: Terms): Expansion[] {
  const found: Expansion[] = [];
  const add = (term: number, fields: number, quality: number, guessed = false) => {
    if (term >= 0) found.push({ from: term, to: term + 1, fields, quality, guessed });
  };
  const exact = terms.find(word.text);
  const stem = word.stem === word.text ? exact : terms.find(word.stem);
  add(exact, NAMES, 1);
  add(stem, TEXT, 1);
  if (stem !== exact) add(stem, NAMES, STEM_IN_NAME);
  for (const synonym of synonymsOf(word.stem)) {
    const term = terms.find(synonym);
    add(term, TEXT, SYNONYM);
    add(term, NAMES, SYNONYM * 0.7);
  }
  const [from, to] = terms.withPrefix(word.text);
  if (to - from <= MOST_PREFIXED && to > from) {
    const quality = word.text.length >= 3 ? PREFIX : PREFIX * 0.7;
    found.push({ from, to, fields: NAMES, quality, guessed: false });
    if (word.text.length >= 5) found.push({ from, to, fields: TEXT, quality: quality * 0.6, guessed: true });
  }
  if (!word.weak && isUnusual(word, exact, stem, terms)) {
    for (const { term, edits } of similarTerms(word.text, terms)) {
      add(term, NAMES | TEXT, TYPO[edits]!, true);
    }
  }
  return found;
}

/** A word that is a name at top level, or stands in several descriptions, is what was meant. */
function isUnusual(word: QueryWord, exact: number, stem: number, terms: Terms): boolean {
  if (word.language !== undefined) return false;
  return !((exact >= 0 && terms.isUsed(exact)) || (stem >= 0 && terms.isUsed(stem)));
}

/** Short words have too many neighbours to be guessed at by two edits, but for names that everybody knows. */
export function similarTerms(word: string, terms: Terms): readonly SimilarTerm[] {
  if (word.length < 3) return [];
  if (word.length >= 6) return terms.similar(word, 2, SIMILAR_TERMS, TermUse.name | TermUse.text);
  const near = terms.similar(word, 1, SIMILAR_TERMS, TermUse.name | TermUse.text);
  return word.length === 3 ? near : [...near, ...terms.similar(word, 2, SIMILAR_TERMS, TermUse.known)];
}
