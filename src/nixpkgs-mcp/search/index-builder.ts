import type { CatalogPackage } from "../catalog/types.ts";
import { letterMask } from "./edit-distance.ts";
import { GrowingArray } from "./growing-array.ts";
import { Interned } from "./interned.ts";
import { kindOfSet } from "./languages.ts";
import { termsOfPackage } from "./package-terms.ts";
import { knownAs, lastName, priorFacts, priorOf } from "./prior.ts";
import {
  Field,
  hashOfAttr,
  type IndexArrays,
  type IndexTables,
  POSTING_SHIFT,
  TermUse,
} from "./search-index.ts";
import { joined } from "./words.ts";

/** Descriptions that must have a word before it is taken for what somebody meant to type. */
const TEXT_TERM_DOCUMENTS = 3;

const NONE = 0xffffffff;

const TEXT = Field.description | Field.known;
const NAME = Field.whole | Field.name | Field.program;

export interface BuiltIndex {
  readonly arrays: IndexArrays;
  /** See `POSTING_SHIFT`. */
  readonly postings: Uint32Array;
  readonly tables: IndexTables;
}

/** Collects packages one by one and makes the search index of them. Holds numbers and words, no packages. */
export class IndexBuilder {
  readonly #terms = new Map<string, number>();
  /** Of each document in the order they came: its terms, and the fields of each. */
  readonly #docTerms = new GrowingArray(Uint32Array, 1 << 20);
  readonly #docFields = new GrowingArray(Uint8Array, 1 << 20);
  readonly #docStarts = new GrowingArray(Uint32Array);
  /** Of each term: the documents that have it, those that have it in the description, and `TermUse`. */
  readonly #termDocs = new GrowingArray(Uint32Array);
  readonly #termTexts = new GrowingArray(Uint32Array);
  readonly #termUses = new GrowingArray(Uint8Array);
  readonly #nameTerms = new GrowingArray(Uint32Array);
  readonly #hashes = new GrowingArray(Uint32Array);
  readonly #bases = new GrowingArray(Float32Array);
  readonly #calledBy = new GrowingArray(Uint32Array);
  readonly #recordStarts = new GrowingArray(Uint32Array);
  readonly #recordLengths = new GrowingArray(Uint32Array);
  readonly #sets = new Interned<string>();
  readonly #categories = new Interned<string>();
  readonly #licenses = new Interned<readonly string[]>();
  readonly #platforms = new Interned<readonly string[]>();
  readonly #setOf = new GrowingArray(Uint16Array);
  readonly #categoryOf = new GrowingArray(Uint16Array);
  readonly #licensesOf = new GrowingArray(Uint16Array);
  readonly #platformsOf = new GrowingArray(Uint16Array);
  readonly #found = new Map<string, number>();

  /** How many there are so far. */
  get packages(): number {
    return this.#docStarts.length;
  }

  /** @param record where the package's record lies, in bytes */
  add(entry: CatalogPackage, record: { readonly start: number; readonly length: number }): void {
    const isLibrary = kindOfSet(entry.set) === "library";
    const isKnown = knownAs(entry) !== undefined;
    this.#docStarts.push(this.#docTerms.length);
    this.#found.clear();
    termsOfPackage(entry, this.#found);
    for (const [term, fields] of this.#found) {
      const id = this.#termId(term);
      this.#docTerms.push(id);
      this.#docFields.push(fields);
      this.#termDocs.set(id, this.#termDocs.get(id) + 1);
      if (fields & TEXT) this.#termTexts.set(id, this.#termTexts.get(id) + 1);
      if (!isLibrary && fields & NAME) this.#use(id, TermUse.name);
      if (isKnown && fields & (Field.whole | Field.program)) this.#use(id, TermUse.known);
    }
    const { base, calledBy } = priorFacts(entry);
    this.#bases.push(base);
    this.#calledBy.push(calledBy === undefined ? NONE : this.#termId(calledBy));
    this.#nameTerms.push(this.#termId(joined(lastName(entry))));
    this.#hashes.push(hashOfAttr(entry.attr));
    this.#recordStarts.push(record.start);
    this.#recordLengths.push(record.length);
    this.#setOf.push(this.#sets.numberOf(entry.set ?? ""));
    this.#categoryOf.push(this.#categories.numberOf(entry.category));
    const licenses = entry.licenses.flatMap(({ id, name }) => [id.toLowerCase(), name.toLowerCase()]);
    this.#licensesOf.push(this.#licenses.numberOf([...new Set(licenses)]));
    this.#platformsOf.push(this.#platforms.numberOf(entry.platforms));
  }

  finish(): BuiltIndex {
    const priors = this.#priors();
    const order = this.#order(priors);
    const { newTermIds, ...terms } = this.#sortedTerms();
    const { postings, postingStarts } = this.#invert(order, newTermIds);
    const reorder = <Kind extends Uint8Array | Uint16Array | Uint32Array>(from: Kind): Kind => {
      const to = from.slice() as Kind;
      for (let document = 0; document < order.length; document++) to[document] = from[order[document]!]!;
      return to;
    };
    const nameTerms = reorder(this.#nameTerms.view());
    for (let at = 0; at < nameTerms.length; at++) nameTerms[at] = newTermIds[nameTerms[at]!]!;
    return {
      arrays: {
        ...terms,
        ...sortedHashes(reorder(this.#hashes.view())),
        postingStarts,
        nameTerms,
        priors: reorder(priors),
        sets: reorder(this.#setOf.view()),
        categories: reorder(this.#categoryOf.view()),
        licenses: reorder(this.#licensesOf.view()),
        platforms: reorder(this.#platformsOf.view()),
        recordStarts: reorder(this.#recordStarts.view()),
        recordLengths: reorder(this.#recordLengths.view()),
      },
      postings,
      tables: {
        sets: this.#sets.values,
        categories: this.#categories.values,
        licenses: this.#licenses.values,
        platforms: this.#platforms.values,
      },
    };
  }

  #termId(term: string): number {
    const known = this.#terms.get(term);
    if (known !== undefined) return known;
    const id = this.#terms.size;
    this.#terms.set(term, id);
    this.#termDocs.push(0);
    this.#termTexts.push(0);
    this.#termUses.push(0);
    return id;
  }

  #use(term: number, use: number): void {
    this.#termUses.set(term, this.#termUses.get(term) | use);
  }

  #priors(): Uint8Array {
    const [bases, calledBy, mentions] = [this.#bases.view(), this.#calledBy.view(), this.#termDocs.view()];
    return Uint8Array.from(bases, (base, document) => {
      const term = calledBy[document]!;
      return priorOf(base, term === NONE ? 0 : mentions[term]!);
    });
  }

  /** Best first; equal ones as they came. */
  #order(priors: Uint8Array): Uint32Array {
    const order = Uint32Array.from(priors, (_, document) => document);
    return order.sort((one, other) => priors[other]! - priors[one]! || one - other);
  }

  #sortedTerms() {
    const texts = [...this.#terms.keys()];
    const bytes = texts.map((text) => Buffer.from(text));
    const sorted = Uint32Array.from(texts, (_, id) => id);
    // Words have no code points beyond the BMP, so UTF-16 and UTF-8 sort alike.
    sorted.sort((one, other) => (texts[one]! < texts[other]! ? -1 : 1));
    const newTermIds = new Uint32Array(texts.length);
    const termStarts = new Uint32Array(texts.length + 1);
    const termMasks = new Uint32Array(texts.length);
    const termUses = new Uint8Array(texts.length);
    const termBytes = new Uint8Array(bytes.reduce((sum, term) => sum + term.length, 0));
    let at = 0;
    for (let term = 0; term < sorted.length; term++) {
      const old = sorted[term]!;
      newTermIds[old] = term;
      termStarts[term] = at;
      termBytes.set(bytes[old]!, at);
      termMasks[term] = letterMask(bytes[old]!);
      const isText = this.#termTexts.get(old) >= TEXT_TERM_DOCUMENTS;
      termUses[term] = this.#termUses.get(old) | (isText ? TermUse.text : 0);
      at += bytes[old]!.length;
    }
    termStarts[texts.length] = at;
    return { newTermIds, termStarts, termBytes, termMasks, termUses };
  }

  #invert(order: Uint32Array, newTermIds: Uint32Array) {
    const [docTerms, docFields] = [this.#docTerms.view(), this.#docFields.view()];
    const docStarts = this.#docStarts.view();
    const postingStarts = new Uint32Array(newTermIds.length + 1);
    const counts = this.#termDocs.view();
    for (let old = 0; old < newTermIds.length; old++) postingStarts[newTermIds[old]! + 1] = counts[old]!;
    for (let term = 0; term < newTermIds.length; term++) postingStarts[term + 1]! += postingStarts[term]!;
    const next = postingStarts.slice();
    const postings = new Uint32Array(docTerms.length);
    for (let document = 0; document < order.length; document++) {
      const old = order[document]!;
      const end = docStarts[old + 1] ?? docTerms.length;
      for (let at = docStarts[old]!; at < end; at++) {
        const term = newTermIds[docTerms[at]!]!;
        postings[next[term]!++] = document * (1 << POSTING_SHIFT) + docFields[at]!;
      }
    }
    return { postings, postingStarts };
  }
}

function sortedHashes(hashes: Uint32Array): { attrHashes: Uint32Array; attrDocs: Uint32Array } {
  const attrDocs = Uint32Array.from(hashes, (_, document) => document);
  attrDocs.sort((one, other) => hashes[one]! - hashes[other]! || one - other);
  return { attrDocs, attrHashes: attrDocs.map((document) => hashes[document]!) };
}
