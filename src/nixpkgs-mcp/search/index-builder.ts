import type { CatalogPackage } from "../catalog/types.ts";
import { GrowingArray } from "./growing-array.ts";
import { Interned } from "./interned.ts";
import { termsOfPackage } from "./package-terms.ts";
import { knownAs, priorFacts, priorOf } from "./prior.ts";
import { hashOfAttr, type IndexArrays, type IndexTables } from "./search-index.ts";
import { sortedByKey } from "./sorted-by-key.ts";
import { documentsOfTerms, invert, sortTerms, usesOfTerms } from "./term-sections.ts";
import { TermTable } from "./term-table.ts";

const NONE = 0xffffffff;

interface BuiltIndex {
  readonly arrays: IndexArrays;
  /** See `POSTING_SHIFT`. */
  readonly postings: Uint32Array;
  readonly tables: Pick<IndexTables, "sets" | "categories">;
}

/** Collects packages one by one and makes the search index of them. Holds numbers and words, no packages. */
export class IndexBuilder {
  readonly #terms = new TermTable();
  readonly #sink = {
    name: (term: string, field: number) => this.#terms.put(term, field),
    text: (text: string, field: number, mostWords: number) => this.#terms.putText(text, field, mostWords),
  };
  readonly #nameTerms = new GrowingArray(Uint32Array);
  readonly #hashes = new GrowingArray(Uint32Array);
  readonly #bases = new GrowingArray(Float32Array);
  /** The term by which others mention a package. */
  readonly #calledBy = new GrowingArray(Uint32Array);
  readonly #known = new GrowingArray(Uint8Array);
  readonly #recordStarts = new GrowingArray(Uint32Array);
  readonly #recordLengths = new GrowingArray(Uint32Array);
  readonly #sets = new Interned<string>();
  readonly #categories = new Interned<string>();
  readonly #setOf = new GrowingArray(Uint16Array);
  readonly #categoryOf = new GrowingArray(Uint16Array);
  readonly #licensesOf = new GrowingArray(Uint16Array);
  readonly #platformsOf = new GrowingArray(Uint16Array);

  /** How many there are so far. */
  get packages(): number {
    return this.#terms.documents;
  }

  /**
   * @param lists which of all lists of licences and of platforms are the package's
   * @param record where the package's record lies, in bytes
   */
  add(
    entry: CatalogPackage,
    lists: { readonly licenses: number; readonly platforms: number },
    record: { readonly start: number; readonly length: number },
  ): void {
    const known = knownAs(entry);
    this.#terms.beginDocument();
    const whole = termsOfPackage(entry, known, this.#sink);
    const name = this.#terms.idOf(whole);
    const { base, isCalledByName } = priorFacts(entry, whole, known);
    this.#bases.push(base);
    this.#calledBy.push(isCalledByName ? name : NONE);
    this.#known.push(known === undefined ? 0 : 1);
    this.#nameTerms.push(name);
    this.#hashes.push(hashOfAttr(entry.attr));
    this.#recordStarts.push(record.start);
    this.#recordLengths.push(record.length);
    this.#setOf.push(this.#sets.numberOf(entry.set ?? "", entry.set ?? ""));
    this.#categoryOf.push(this.#categories.numberOf(entry.category, entry.category));
    this.#licensesOf.push(lists.licenses);
    this.#platformsOf.push(lists.platforms);
  }

  finish(): BuiltIndex {
    const texts = this.#terms.texts();
    const count = texts.starts.length - 1;
    const views = this.#terms.views();
    const counts = documentsOfTerms(count, views);
    const priors = this.#priors(counts);
    const order = orderOf(priors);
    const uses = usesOfTerms(count, views, this.#known.view(), (document) => {
      return this.#sets.values[this.#setOf.get(document)]!;
    });
    const { newIds, ...terms } = sortTerms(texts, uses);
    const inverted = invert(order, newIds, counts, views);
    const nameTerms = reordered(this.#nameTerms.view(), order).map((term) => newIds[term]!);
    return {
      arrays: {
        ...terms,
        ...sortedHashes(reordered(this.#hashes.view(), order)),
        postingStarts: inverted.postingStarts,
        nameTerms,
        priors: reordered(priors, order),
        sets: reordered(this.#setOf.view(), order),
        categories: reordered(this.#categoryOf.view(), order),
        licenses: reordered(this.#licensesOf.view(), order),
        platforms: reordered(this.#platformsOf.view(), order),
        recordStarts: reordered(this.#recordStarts.view(), order),
        recordLengths: reordered(this.#recordLengths.view(), order),
      },
      postings: inverted.postings,
      tables: { sets: this.#sets.values, categories: this.#categories.values },
    };
  }

  #priors(counts: Uint32Array): Uint8Array {
    const calledBy = this.#calledBy.view();
    return Uint8Array.from(this.#bases.view(), (base, document) => {
      const term = calledBy[document]!;
      return priorOf(base, term === NONE ? 0 : counts[term]!);
    });
  }
}

/** Best first; equal ones as they came. */
function orderOf(priors: Uint8Array): Uint32Array {
  return sortedByKey(priors.map((prior) => 0xff - prior));
}

function reordered<Kind extends Uint8Array | Uint16Array | Uint32Array>(
  from: Kind,
  order: Uint32Array,
): Kind {
  const to = from.slice() as Kind;
  for (let document = 0; document < order.length; document++) to[document] = from[order[document]!]!;
  return to;
}

function sortedHashes(hashes: Uint32Array): { attrHashes: Uint32Array; attrDocs: Uint32Array } {
  const attrDocs = sortedByKey(hashes);
  return { attrDocs, attrHashes: attrDocs.map((document) => hashes[document]!) };
}
