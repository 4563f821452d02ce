import { bitCount, editDistance, letterMask } from "./edit-distance.ts";
import { type IndexArrays, TermUse } from "./search-index.ts";

/** Terms that are not quite what was typed. */
export interface SimilarTerm {
  readonly term: number;
  readonly edits: number;
}

interface ByLength {
  readonly terms: Uint32Array;
  readonly masks: Uint32Array;
  /** By length: where its terms begin. */
  readonly starts: Uint32Array;
}

/** The sorted terms of an index, looked up as bytes: no string is made of them. */
export class Terms {
  readonly #bytes: Uint8Array;
  readonly #starts: Uint32Array;
  readonly #masks: Uint32Array;
  readonly #uses: Uint8Array;

  #sorted: ByLength | undefined;

  constructor(arrays: IndexArrays) {
    this.#bytes = arrays.termBytes;
    this.#starts = arrays.termStarts;
    this.#masks = arrays.termMasks;
    this.#uses = arrays.termUses;
  }

  /** -1 where there is no such term. */
  find(word: string): number {
    const wanted = Buffer.from(word);
    const at = this.#firstNotBefore(wanted);
    return at < this.#masks.length && this.#compare(at, wanted) === 0 ? at : -1;
  }

  /** Terms that begin so: the first, and the one after the last. */
  withPrefix(prefix: string): readonly [from: number, to: number] {
    const wanted = Buffer.from(prefix);
    // No byte of UTF-8 is 0xff.
    const after = Buffer.concat([wanted, Buffer.of(0xff)]);
    return [this.#firstNotBefore(wanted), this.#firstNotBefore(after)];
  }

  lengthOf(term: number): number {
    return this.#starts[term + 1]! - this.#starts[term]!;
  }

  textOf(term: number): string {
    return Buffer.from(this.#bytesOf(term)).toString("utf8");
  }

  /** Whether it is a name that is no library's, or a common word. */
  isUsed(term: number): boolean {
    return this.#uses[term] !== 0;
  }

  /**
   * Terms at most `most` edits away that serve one of `uses` (`TermUse`, summed up; 0 for any), nearest first; those that begin
   * with the same letter before others of the same distance, since that one is rarely mistyped.
   */
  similar(word: string, most: number, limit: number, uses: number): SimilarTerm[] {
    const wanted = Buffer.from(word);
    const mask = letterMask(wanted);
    const found: (SimilarTerm & { readonly rank: number })[] = [];
    const { terms, masks, starts } = this.#byLength(uses);
    const from = starts[Math.max(0, wanted.length - most)] ?? terms.length;
    const to = starts[wanted.length + most + 1] ?? terms.length;
    for (let at = from; at < to; at++) {
      if (bitCount(masks[at]! ^ mask) > 2 * most) continue;
      const term = terms[at]!;
      if (uses !== 0 && (this.#uses[term]! & uses) === 0) continue;
      const [start, end] = [this.#starts[term]!, this.#starts[term + 1]!];
      const edits = editDistance(wanted, this.#bytes, most, start, end);
      if (edits === 0 || edits > most) continue;
      found.push({ term, edits, rank: edits + (this.#bytes[start] === wanted[0] ? 0 : 0.5) });
    }
    found.sort((one, other) => one.rank - other.rank || one.term - other.term);
    return found.slice(0, limit);
  }

  /** Terms that have the word within them. */
  containing(word: string, limit: number, uses: number = TermUse.name): number[] {
    const wanted = Buffer.from(word);
    const bytes = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length);
    const found: number[] = [];
    for (
      let at = bytes.indexOf(wanted);
      at >= 0 && found.length < limit;
      at = bytes.indexOf(wanted, at + 1)
    ) {
      const term = this.#termAt(at);
      const isWithin = at + wanted.length <= this.#starts[term + 1]!;
      if (isWithin && (this.#uses[term]! & uses) !== 0 && found.at(-1) !== term) found.push(term);
    }
    return found;
  }

  /** Terms that serve a use, by length in bytes: those that are near a word are near its length. */
  #byLength(uses: number): ByLength {
    // All are wanted seldom, and are four times as many: not worth keeping.
    if (uses === 0) return sortByLength(this.#starts, this.#masks, new Uint8Array(this.#uses.length).fill(1));
    this.#sorted ??= sortByLength(this.#starts, this.#masks, this.#uses);
    return this.#sorted;
  }

  #bytesOf(term: number): Uint8Array {
    return this.#bytes.subarray(this.#starts[term]!, this.#starts[term + 1]!);
  }

  #firstNotBefore(wanted: Uint8Array): number {
    let [low, high] = [0, this.#masks.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(middle, wanted) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(term: number, wanted: Uint8Array): number {
    const [start, end] = [this.#starts[term]!, this.#starts[term + 1]!];
    const shared = Math.min(end - start, wanted.length);
    for (let at = 0; at < shared; at++) {
      const difference = this.#bytes[start + at]! - wanted[at]!;
      if (difference !== 0) return difference;
    }
    return end - start - wanted.length;
  }

  #termAt(offset: number): number {
    let [low, high] = [0, this.#masks.length];
    while (low < high - 1) {
      const middle = (low + high) >>> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low;
  }
}

function sortByLength(termStarts: Uint32Array, termMasks: Uint32Array, uses: Uint8Array): ByLength {
  const lengthOf = (term: number) => termStarts[term + 1]! - termStarts[term]!;
  const counts: number[] = [0];
  for (let term = 0; term < uses.length; term++) {
    if (uses[term] !== 0) counts[lengthOf(term) + 1] = (counts[lengthOf(term) + 1] ?? 0) + 1;
  }
  const starts = Uint32Array.from(counts, (count) => count ?? 0);
  for (let length = 1; length < starts.length; length++) starts[length]! += starts[length - 1]!;
  const terms = new Uint32Array(starts.at(-1)!);
  const masks = new Uint32Array(terms.length);
  const next = starts.slice();
  for (let term = 0; term < uses.length; term++) {
    if (uses[term] === 0) continue;
    const at = next[lengthOf(term)]!++;
    terms[at] = term;
    masks[at] = termMasks[term]!;
  }
  return { terms, masks, starts };
}
