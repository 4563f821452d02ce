import { setOf } from "../catalog/entry.ts";
import type { SearchAnswer, SearchHit, SearchQuery } from "../catalog/types.ts";
import { type Candidate, CandidateFinder } from "./candidates.ts";
import { soundAlikes } from "./close.ts";
import { exactness, isNamedLibrary, isNamedSo } from "./exact.ts";
import { type Filter, filterOf, unknownFilters } from "./filters.ts";
import { lastName } from "./prior.ts";
import { type ParsedQuery, parseQuery } from "./query.ts";
import { type RankItem, rankItems } from "./rank.ts";
import { documentsWithHash, hashOfAttr, type SearchIndex } from "./search-index.ts";
import { Terms } from "./terms.ts";

/** So many candidates are looked at as text; those after them stay as the index has them. */
const HEAD = 32;

/** How many are named where nothing fits. */
const MOST_CLOSE = 5;

/** So many programs may come before a library of the same name. */
const BEFORE_LIBRARY = 3;

/** Search over one index. Nothing is kept between questions; equal ones have equal answers. */
export class Search {
  readonly #index: SearchIndex;
  readonly #terms: Terms;
  readonly #finder: CandidateFinder;

  constructor(index: SearchIndex) {
    this.#index = index;
    this.#terms = new Terms(index.arrays);
    this.#finder = new CandidateFinder(index, this.#terms);
  }

  /** Without words, all packages that pass the filters, the likeliest first. */
  search(query: SearchQuery): SearchAnswer {
    const parsed = parseQuery(query.text);
    const filter = filterOf(query, this.#index.arrays, this.#index.tables);
    const { total, documents } =
      parsed.text === "" ? this.#all(filter) : this.#find(parsed, filter, query.offset + query.limit);
    const results = this.#hits(documents.slice(query.offset, query.offset + query.limit));
    if (total > 0) return { total, results, close: [], unknown: [] };
    const unknown = unknownFilters(query, this.#index.tables);
    return { total, results, close: this.#close(parsed, filter), unknown };
  }

  /** The document of an attribute, as it is written; undefined where there is none. */
  documentOf(attr: string): number | undefined {
    return documentsWithHash(this.#index.arrays, hashOfAttr(attr)).find(
      (document) => this.#index.record(document).attr === attr,
    );
  }

  /** Attributes that somebody may have meant who wrote one that is not there, best first. */
  similar(attr: string, limit: number): readonly string[] {
    const set = setOf(attr);
    const name = parseQuery(lastName({ attr, set }));
    const number = set === null ? -1 : this.#index.tables.sets.indexOf(set);
    const isInSet = (document: number) => this.#index.arrays.sets[document] === number;
    const documents = [
      ...(number < 0 ? [] : soundAlikes(name, this.#index, this.#terms, isInSet, limit, 0)),
      ...this.#find(name, undefined, limit).documents,
      ...soundAlikes(name, this.#index, this.#terms, undefined, limit),
    ];
    const attrs = this.#hits([...new Set(documents)]).map((hit) => hit.attr);
    return attrs.filter((one) => one !== attr).slice(0, limit);
  }

  #find(query: ParsedQuery, filter: Filter | undefined, end: number) {
    const { best, total } = this.#finder.find(query, filter, Math.max(HEAD, end));
    const head = this.#ranked(query, best.slice(0, HEAD));
    return { total, documents: [...head, ...best.slice(HEAD)].map(({ document }) => document) };
  }

  #all(filter: Filter | undefined): { total: number; documents: readonly number[] } {
    const documents = Array.from(this.#index.arrays.priors, (_, document) => document);
    const passing = filter === undefined ? documents : documents.filter(filter);
    return { total: passing.length, documents: passing };
  }

  #ranked(query: ParsedQuery, candidates: readonly Candidate[]): readonly RankItem[] {
    const items = candidates.map((candidate) => {
      return { ...candidate, record: this.#index.record(candidate.document) };
    });
    const ranked = rankItems(query, items);
    const levels = ranked.map(({ record }) => exactness(query, record));
    const sorted = ranked
      .map((item, at) => ({ item, at, level: levels[at]! }))
      .sort((one, other) => other.level - one.level || one.at - other.at);
    return withNamedLibrary(
      query,
      sorted.map(({ item }) => item),
    );
  }

  /** What the filters keep out comes closest; then what has any of the words; then what sounds alike. */
  #close(query: ParsedQuery, filter: Filter | undefined): readonly SearchHit[] {
    const unfiltered = filter === undefined ? [] : this.#find(query, undefined, MOST_CLOSE).documents;
    const some = query.words.flatMap(({ text }) =>
      query.words.length < 3 ? [] : this.#find(parseQuery(text), filter, MOST_CLOSE).documents.slice(0, 2),
    );
    const alike = soundAlikes(query, this.#index, this.#terms, filter, MOST_CLOSE);
    return this.#hits([...new Set([...unfiltered, ...some, ...alike])].slice(0, MOST_CLOSE));
  }

  #hits(documents: readonly number[]): SearchHit[] {
    return documents.map((document) => this.#index.record(document));
  }
}

/**
 * A library that is called what was typed is often what is meant ("numpy"), but not before programs that have it in
 * their names ("yaml"). Only the best of them: each language may have one.
 */
function withNamedLibrary(query: ParsedQuery, ranked: readonly RankItem[]): readonly RankItem[] {
  const at = ranked.findIndex(({ record }) => isNamedLibrary(query, record));
  if (at <= 0) return ranked;
  const others = ranked.filter((_, place) => place !== at);
  const first = others.findIndex(
    ({ record }, place) => place === BEFORE_LIBRARY || !isNamedSo(query, record),
  );
  return others.toSpliced(first < 0 ? others.length : first, 0, ranked[at]!);
}
