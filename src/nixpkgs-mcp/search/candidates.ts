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
  /**
   * 2: it has all words of the query; 1: all, some of them by a guess; 0: most. A library whose language the query
   * does not name is one tier lower.
   */
  readonly tier: number;
  /** Higher is better, within a tier. */
  readonly score: number;
}

interface Candidates {
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

/** How many words a set of them has. */
const BITS = Uint8Array.from({ length: 256 }, (_, bits) => bitCount(bits));

/** The same for every sum of fields. */
const STRENGTH = Float32Array.from({ length: 256 }, (_, fields) => {
  const most = STRENGTHS.find(([field]) => fields & field)?.[1] ?? 0;
  return most + 0.06 * Math.max(0, PLACES.filter((field) => fields & field).length - 1);
});

const BY_KIND = { top: 1, desktop: 0.93, programs: 0.6, library: 0.34 } as const;
/** A library of a language that the query names. */
const NAMED_SET = 1.25;
/** More than any score: see `Candidate.tier`. */
const PER_TIER = 100;
const WEAK = 0.15;
const GUESSED = 0.8;
/** In a query of more words, two neighbours are no mistyped name. */
const MOST_GUESSED = 3;
const NAMES = Field.whole | Field.name | Field.program;

/** Finds what fits a query in the index's arrays alone. One per index; not reentrant. */
export class CandidateFinder {
  readonly #index: SearchIndex;
  readonly #terms: Terms;
  /** By set: how far its packages count, and how far once the query names its language. */
  readonly #kinds: readonly number[];
  readonly #namedKinds: readonly number[];
  /** By document: the score, which words it has, and which of them for sure; zero between queries. */
  readonly #scores: Float32Array;
  readonly #has: Uint8Array;
  readonly #sure: Uint8Array;
  /** By document: what the word under way adds; zero between words. */
  readonly #forWord: Float32Array;
  readonly #wordTouched: Uint32Array;
  readonly #touched: Uint32Array;
  #wordCount = 0;
  #count = 0;
  #onlyFound = false;

  constructor(index: SearchIndex, terms: Terms) {
    this.#index = index;
    this.#terms = terms;
    this.#kinds = index.tables.sets.map((set) => BY_KIND[kindOfSet(set === "" ? null : set)]);
    this.#namedKinds = index.tables.sets.map((set) => NAMED_SET + rankOfSet(set) / 200);
    const documents = index.arrays.priors.length;
    this.#scores = new Float32Array(documents);
    this.#has = new Uint8Array(documents);
    this.#sure = new Uint8Array(documents);
    this.#forWord = new Float32Array(documents);
    this.#touched = new Uint32Array(documents);
    this.#wordTouched = new Uint32Array(documents);
  }

  /** @param most how many of the best are wanted */
  find(query: ParsedQuery, filter: Filter | undefined, most: number): Candidates {
    this.#count = 0;
    const pairs = query.pairs.map((pair) => ({
      ...pair,
      expansions: expansionsOfPair(pair.text, query.words.length <= MOST_GUESSED, this.#terms),
    }));
    const weights = query.words.map(() => 0);
    for (const at of inOrder(query.words)) {
      const word = query.words[at]!;
      const near = pairs.filter((pair) => at >= pair.at && at < pair.at + pair.count);
      const expansions = [...expansionsOf(word, this.#terms), ...near.flatMap((pair) => pair.expansions)];
      // Words of little meaning tell documents apart that others found; they find none themselves.
      this.#onlyFound = this.#count > 0 && isSecondary(word);
      this.#collect(expansions, at, word.weak);
      this.#collectPrefix(word, at);
      for (let each = 0; each < this.#wordCount; each++) this.#forWord[this.#wordTouched[each]!] = 0;
      this.#wordCount = 0;
      if (!word.weak) weights[at] = this.#weight(expansions);
    }
    const found = this.#rank(query, weights, filter, most);
    for (let each = 0; each < this.#count; each++) {
      const document = this.#touched[each]!;
      this.#scores[document] = 0;
      this.#has[document] = 0;
      this.#sure[document] = 0;
    }
    return found;
  }

  /** Adds a word's part to the scores of all documents that have it. */
  #collect(expansions: readonly Expansion[], at: number, weak: boolean): void {
    const { postingStarts } = this.#index.arrays;
    const bit = 1 << at;
    for (const { from, to, fields, quality, guessed } of expansions) {
      const [start, end] = [postingStarts[from]!, postingStarts[to]!];
      const rarity = this.#rarity({ from, to });
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

  /** What it says about a package to have a word: by the commonest of its forms. */
  #weight(expansions: readonly Expansion[]): number {
    const forms = expansions.filter(({ quality, guessed }) => quality === 1 && !guessed);
    return Math.min(1, ...forms.map((form) => this.#rarity(form))) ** 2;
  }

  /** 0 to 1: how few packages have the terms; what none has is as rare as can be. */
  #rarity(terms: Pick<Expansion, "from" | "to">): number {
    const { postingStarts } = this.#index.arrays;
    const documents = this.#scores.length;
    const each = (postingStarts[terms.to]! - postingStarts[terms.from]!) / (terms.to - terms.from);
    return Math.log2(1 + documents / (1 + each)) / Math.log2(2 + documents);
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
    if (this.#has[document] === 0) {
      if (this.#onlyFound) return;
      this.#touched[this.#count++] = document;
    }
    this.#has[document]! |= bit;
    if (sure) this.#sure[document]! |= bit;
    const before = this.#forWord[document]!;
    if (score <= before) return;
    if (before === 0) this.#wordTouched[this.#wordCount++] = document;
    this.#forWord[document] = score;
    this.#scores[document]! += score - before;
  }

  #rank(
    query: ParsedQuery,
    weights: readonly number[],
    filter: Filter | undefined,
    most: number,
  ): Candidates {
    const { priors, sets } = this.#index.arrays;
    const strong = query.words.reduce((bits, word, at) => (word.weak ? bits : bits | (1 << at)), 0);
    const languages = this.#languages(query);
    const shares = shareTable(weights);
    const needed = Math.ceil(BITS[strong]! / 2);
    const best = new Best(most);
    let total = 0;
    for (let each = 0; each < this.#count; each++) {
      const document = this.#touched[each]!;
      if (filter !== undefined && !filter(document)) continue;
      const set = sets[document]!;
      const named = languages === undefined ? 0 : languages[set]!;
      const has = (this.#has[document]! | named) & strong;
      // The language alone fits all of its packages, and is what somebody looks for in none of them.
      if (BITS[has]! < needed || (has & ~named) === 0) continue;
      total++;
      const sure = (this.#sure[document]! | named) & strong;
      let tier = sure === strong ? 2 : has === strong ? 1 : 0;
      let kind = this.#kinds[set]!;
      if (named !== 0) kind = this.#namedKinds[set]!;
      else if (kind === BY_KIND.library) tier = Math.max(0, tier - 1);
      if (PER_TIER * (tier + 1) <= best.least) continue;
      const share = shares[has]! * 0.5 + shares[sure]! * 0.5;
      const prior = 0.35 + priors[document]! / 255;
      best.offer(document, PER_TIER * tier + this.#scores[document]! * share * kind * prior);
    }
    const candidates = best.inOrder().map(({ document, score }) => {
      return { document, tier: Math.floor(score / PER_TIER), score: score % PER_TIER };
    });
    return { best: candidates, total };
  }

  /** By set: the words of the query that name its language. */
  #languages(query: ParsedQuery): readonly number[] | undefined {
    if (query.words.every(({ language }) => language === undefined)) return undefined;
    return this.#index.tables.sets.map((set) =>
      query.words.reduce((bits, { language }, at) => (language?.test(set) ? bits | (1 << at) : bits), 0),
    );
  }
}

/** Words that name a language, or fit nearly everything. */
function isSecondary(word: QueryWord): boolean {
  return word.weak || word.language !== undefined;
}

/** Which word first: those that find documents before those that only tell them apart. */
function inOrder(words: readonly QueryWord[]): readonly number[] {
  const places = words.map((_, at) => at);
  return places.sort(
    (one, other) => Number(isSecondary(words[one]!)) - Number(isSecondary(words[other]!)) || one - other,
  );
}

/** For each set of words, as bits: their part of the query's weight, squared. */
function shareTable(weights: readonly number[]): Float32Array {
  const all = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  return Float32Array.from({ length: 1 << weights.length }, (_, bits) => {
    const sum = weights.reduce((sum, weight, at) => (bits & (1 << at) ? sum + weight : sum), 0);
    return (sum / all) ** 2;
  });
}

function expansionsOfPair(text: string, guess: boolean, terms: Terms): Expansion[] {
  const term = terms.find(text);
  if (term >= 0) {
    return [{ from: term, to: term + 1, fields: NAMES, quality: 1, guessed: false }];
  }
  if (!guess) return [];
  return similarTerms(text, terms).map((similar) => ({
    from: similar.term,
    to: similar.term + 1,
    fields: NAMES,
    quality: 0.6 / similar.edits,
    guessed: true,
  }));
}
