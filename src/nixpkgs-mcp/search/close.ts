import { Best } from "./best.ts";
import { similarTerms } from "./expansions.ts";
import type { Filter } from "./filters.ts";
import type { ParsedQuery } from "./query.ts";
import { type SearchIndex, TermUse } from "./search-index.ts";
import type { Terms } from "./terms.ts";

const MOST_TERMS = 40;

/**
 * Documents whose names look like what was typed although they do not fit: more edits, or a part of it.
 *
 * @param uses of `TermUse`: whose names are looked at; 0 for those of libraries as well
 */
export function soundAlikes(
  query: ParsedQuery,
  index: SearchIndex,
  terms: Terms,
  filter: Filter | undefined,
  limit: number,
  uses: number = TermUse.name,
): readonly number[] {
  const scores = new Map<number, number>();
  const add = (term: number, score: number) => scores.set(term, Math.max(score, scores.get(term) ?? 0));
  for (const word of new Set([query.whole, ...query.words.map(({ text }) => text)])) {
    for (const { term, edits } of similarTerms(word, terms)) add(term, 1 / (1 + edits));
    if (word.length >= 5) {
      for (const { term, edits } of terms.similar(word, 3, MOST_TERMS, uses)) add(term, 1 / (1 + edits));
    }
    if (word.length < 3) continue;
    for (const term of terms.containing(word, MOST_TERMS)) add(term, word.length / terms.lengthOf(term));
    for (let length = word.length - 1; length >= 4 && scores.size === 0; length--) {
      const [from, to] = terms.withPrefix(word.slice(0, length));
      for (let term = from; term < Math.min(to, from + MOST_TERMS); term++) {
        add(term, length / Math.max(word.length, terms.lengthOf(term)) / 2);
      }
    }
  }
  return documentsNamed(scores, index, filter, limit);
}

function documentsNamed(
  scores: ReadonlyMap<number, number>,
  { arrays }: SearchIndex,
  filter: Filter | undefined,
  limit: number,
): readonly number[] {
  if (scores.size === 0) return [];
  const best = new Best(limit);
  for (let document = 0; document < arrays.nameTerms.length; document++) {
    const score = scores.get(arrays.nameTerms[document]!);
    if (score === undefined || (filter !== undefined && !filter(document))) continue;
    best.offer(document, score * (1 + arrays.priors[document]! / 255));
  }
  return best.inOrder().map(({ document }) => document);
}
