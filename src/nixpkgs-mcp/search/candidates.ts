import { Best } from "./best.ts";
import { bitCount } from "./edit-distance.ts";
import { type Expansion, expansionsOf, MOST_PREFIXED, similarTerms } from "./expansions.ts";
import type { Filter } from "./filters.ts";
import { kindOfSet, rankOfSet } from "./languages.ts";
import type { ParsedQuery, QueryWord } from "./query.ts";
import { Field, POSTING_FIELDS, POSTING_SHIFT, type SearchIndex } from "./search-index.ts";
import type { Terms } from "./terms.ts";

/** A document that fits, before its text was looked at. */
export interface Candidate {
  readonly document: number;
  /** Higher is better; documents that lack fewer words always come first. */
  readonly score: number;
}

export interface Candidates {
  /** Best first. */
  readonly best: readonly Candidate[];
  /** How many fit, `best` being some of them. */
  readonly total: number;
}

/** How much a place in a package says. */
const STRENGTHS: readonly (readonly [field: number, strength: number])[] = [
  [Field.whole, 1],
  [Field.program, 0.95],
  [Field.known, 0.9],
  [Field.name, 0.72],
  [Field.description, 0.6],
  [Field.category, 0.42],
  [Field.long, 0.3],
];

/** A word that stands in several of these is what the package is about. */
const PLACES = [Field.name, Field.known, Field.description, Field.category];

/** The same for every sum of fields. */
const STRENGTH = Float32Array.from({ length: 256 }, (_, fields) => {
  const most = STRENGTHS.find(([field]) => fields & field)?.[1] ?? 0;
  return most + 0.06 * Math.max(0, PLACES.filter((field) => fields & field).length - 1);
});

const BY_KIND = { top: 1, desktop: 0.93, programs: 0.6, library: 0.34 } as const;
/** A library of a language that the query names. */
const NAMED_SET = 1.25;
/** More than any score: documents with more of the words come first. */
const PER_WORD = 100;
const WEAK = 0.15;
const GUESSED = 0.8;
const NAMES = Field.whole | Field.name | Field.program;

/** Finds what fits a query in the index's arrays alone. One per index; not reentrant. */
export class CandidateFinder {
  readonly #index: SearchIndex;
  readonly #terms: Terms;
  readonly #kinds: readonly number[];
  /** By document: the score, which words it has, and which of them for sure; zero between queries. */
  readonly #scores: Float32Array;
  readonly #has: Uint16Array;
  readonly #sure: Uint16Array;
  /** By document: what the word under way adds; zero between words. */
  readonly #forWord: Float32Array;
  readonly #touched: Uint32Array;
  #count = 0;

  constructor(index: SearchIndex, terms: Terms) {
    this.#index = index;
    this.#terms = terms;
    this.#kinds = index.tables.sets.map((set) => BY_KIND[kindOfSet(set === "" ? null : set)]);
    const documents = index.arrays.priors.length;
    this.#scores = new Float32Array(documents);
    this.#has = new Uint16Array(documents);
    this.#sure = new Uint16Array(documents);
    this.#forWord = new Float32Array(documents);
    this.#touched = new Uint32Array(documents);
  }

  /** @param most how many of the best are wanted */
  find(query: ParsedQuery, filter: Filter | undefined, most: number): Candidates {
    this.#count = 0;
    query.words.forEach((word, at) => {
      this.#collect(this.#expansions(query, word, at), at, word.weak);
      this.#collectPrefix(word, at);
      for (let each = 0; each < this.#count; each++) this.#forWord[this.#touched[each]!] = 0;
    });
    const found = this.#rank(query, filter, most);
    for (let each = 0; each < this.#count; each++) {
      const document = this.#touched[each]!;
      this.#scores[document] = 0;
      this.#has[document] = 0;
      this.#sure[document] = 0;
    }
    return found;
  }

  #expansions(query: ParsedQuery, word: QueryWord, at: number): Expansion[] {
    const expansions = expansionsOf(word, this.#terms);
    for (const pair of query.pairs) {
      if (pair.at !== at && pair.at !== at - 1) continue;
      expansions.push(...expansionsOfPair(pair.text, this.#terms));
    }
    return expansions;
  }

  /** Adds a word's part to the scores of all documents that have it. */
  #collect(expansions: readonly Expansion[], at: number, weak: boolean): void {
    const { postingStarts } = this.#index.arrays;
    const documents = this.#scores.length;
    const bit = 1 << at;
    for (const { from, to, fields, quality, guessed } of expansions) {
      const [start, end] = [postingStarts[from]!, postingStarts[to]!];
      const rarity = Math.log2(1 + documents / (1 + (end - start) / (to - from))) / 17;
      const factor = quality * (weak ? WEAK : 1) * (0.4 + rarity) * (guessed ? GUESSED : 1);
      const postings = this.#index.postings(start, end);
      for (let posting = 0; posting < postings.length; posting++) {
        const value = postings[posting]!;
        const here = value & POSTING_FIELDS & fields;
        if (here === 0) continue;
        const document = value >>> POSTING_SHIFT;
        this.#touch(document, STRENGTH[here]! * factor, bit, !guessed && here !== Field.long);
      }
    }
  }

  /** Names that begin with a word of one or two letters are too many to be looked up term by term. */
  #collectPrefix(word: QueryWord, at: number): void {
    const [from, to] = this.#terms.withPrefix(word.text);
    if (to - from <= MOST_PREFIXED || word.weak) return;
    const { nameTerms } = this.#index.arrays;
    for (let document = 0; document < nameTerms.length; document++) {
      const term = nameTerms[document]!;
      if (term >= from && term < to) this.#touch(document, 0.3, 1 << at, false);
    }
  }

  #touch(document: number, score: number, bit: number, sure: boolean): void {
    if (this.#has[document] === 0) this.#touched[this.#count++] = document;
    this.#has[document]! |= bit;
    if (sure) this.#sure[document]! |= bit;
    const before = this.#forWord[document]!;
    if (score <= before) return;
    this.#forWord[document] = score;
    this.#scores[document]! += score - before;
  }

  #rank(query: ParsedQuery, filter: Filter | undefined, most: number): Candidates {
    const { priors, sets } = this.#index.arrays;
    const strong = query.words.reduce((bits, word, at) => (word.weak ? bits : bits | (1 << at)), 0);
    const languages = this.#languages(query);
    const wanted = bitCount(strong);
    const needed = Math.ceil(wanted / 2);
    const best = new Best(most);
    let total = 0;
    for (let each = 0; each < this.#count; each++) {
      const document = this.#touched[each]!;
      if (filter !== undefined && !filter(document)) continue;
      const set = sets[document]!;
      const named = languages === undefined ? 0 : languages[set]!;
      const has = bitCount((this.#has[document]! | named) & strong);
      // The language alone fits all of its packages, and is what somebody looks for in none of them.
      if (has < needed || (this.#has[document]! & ~named & strong) === 0) continue;
      total++;
      const sure = bitCount((this.#sure[document]! | named) & strong);
      const kind =
        named === 0 ? this.#kinds[set]! : NAMED_SET + rankOfSet(this.#index.tables.sets[set]!) / 200;
      const prior = 0.35 + priors[document]! / 255;
      best.offer(document, PER_WORD * (has + sure) + this.#scores[document]! * kind * prior);
    }
    return { best: best.inOrder(), total };
  }

  /** By set: the words of the query that name its language. */
  #languages(query: ParsedQuery): readonly number[] | undefined {
    if (query.words.every(({ language }) => language === undefined)) return undefined;
    return this.#index.tables.sets.map((set) =>
      query.words.reduce((bits, { language }, at) => (language?.test(set) ? bits | (1 << at) : bits), 0),
    );
  }
}

function expansionsOfPair(text: string, terms: Terms): Expansion[] {
  const term = terms.find(text);
  if (term >= 0 && terms.isUsed(term)) {
    return [{ from: term, to: term + 1, fields: NAMES, quality: 1, guessed: false }];
  }
  return similarTerms(text, terms).map((similar) => ({
    from: similar.term,
    to: similar.term + 1,
    fields: NAMES,
    quality: 0.6 / similar.edits,
    guessed: true,
  }));
}
