import { letterMask } from "./edit-distance.ts";
import { kindOfSet } from "./languages.ts";
import { Field, POSTING_SHIFT, TermUse } from "./search-index.ts";
import { termOrder } from "./term-order.ts";
import type { TermTable } from "./term-table.ts";

type Texts = ReturnType<TermTable["texts"]>;
type Views = ReturnType<TermTable["views"]>;

/** Descriptions that must have a word before it is taken for what somebody meant to type. */
const TEXT_TERM_DOCUMENTS = 3;

const TEXT = Field.description | Field.known;
const NAME = Field.whole | Field.name | Field.program;

/** In how many documents each term is. */
export function documentsOfTerms(count: number, { terms }: Views): Uint32Array {
  const counts = new Uint32Array(count);
  for (let at = 0; at < terms.length; at++) counts[terms[at]!]!++;
  return counts;
}

/** `TermUse` of each term. @param known of each document: whether it is well-known */
export function usesOfTerms(
  count: number,
  { starts, terms, fields }: Views,
  known: Uint8Array,
  setOf: (document: number) => string,
): Uint8Array {
  const uses = new Uint8Array(count);
  const texts = new Uint32Array(count);
  for (let document = 0; document < starts.length; document++) {
    const isLibrary = kindOfSet(setOf(document) || null) === "library";
    const end = starts[document + 1] ?? terms.length;
    for (let at = starts[document]!; at < end; at++) {
      const [term, places] = [terms[at]!, fields[at]!];
      if (places & TEXT && ++texts[term]! === TEXT_TERM_DOCUMENTS) uses[term]! |= TermUse.text;
      if (!isLibrary && places & NAME) uses[term]! |= TermUse.name;
      if (known[document] === 1 && places & (Field.whole | Field.program)) uses[term]! |= TermUse.known;
    }
  }
  return uses;
}

/** Terms in the order of their bytes. @returns `newIds`: by the number a term had, the one it has now */
export function sortTerms({ bytes, starts }: Texts, uses: Uint8Array) {
  const order = termOrder(bytes, starts);
  const newIds = new Uint32Array(order.length);
  const termBytes = new Uint8Array(bytes.length);
  const termStarts = new Uint32Array(order.length + 1);
  const termMasks = new Uint32Array(order.length);
  const termUses = new Uint8Array(order.length);
  let at = 0;
  for (let term = 0; term < order.length; term++) {
    const id = order[term]!;
    newIds[id] = term;
    for (let from = starts[id]!; from < starts[id + 1]!; from++) termBytes[at++] = bytes[from]!;
    termStarts[term + 1] = at;
    termMasks[term] = letterMask(termBytes, termStarts[term], at);
    termUses[term] = uses[id]!;
  }
  return { newIds, termStarts, termBytes, termMasks, termUses };
}

/** For each term the documents that have it, in their new order. */
export function invert(
  order: Uint32Array,
  newIds: Uint32Array,
  counts: Uint32Array,
  { starts, terms, fields }: Views,
): { readonly postings: Uint32Array; readonly postingStarts: Uint32Array } {
  const postingStarts = new Uint32Array(newIds.length + 1);
  for (let old = 0; old < newIds.length; old++) postingStarts[newIds[old]! + 1] = counts[old]!;
  for (let term = 0; term < newIds.length; term++) postingStarts[term + 1]! += postingStarts[term]!;
  const next = postingStarts.slice();
  const postings = new Uint32Array(terms.length);
  for (let document = 0; document < order.length; document++) {
    const old = order[document]!;
    const end = starts[old + 1] ?? terms.length;
    for (let at = starts[old]!; at < end; at++) {
      const term = newIds[terms[at]!]!;
      postings[next[term]!++] = document * (1 << POSTING_SHIFT) + fields[at]!;
    }
  }
  return { postings, postingStarts };
}
