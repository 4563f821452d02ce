import type { SearchAnswer, SearchHit, SearchQuery } from "../catalog/types.ts";
import { CandidateFinder } from "./candidates.ts";
import { exactness, isNamedLibrary } from "./exact.ts";
import { filterOf } from "./filters.ts";
import { type ParsedQuery, parseQuery } from "./query.ts";
import { type RankItem, rankItems } from "./rank.ts";
import { documentsWithHash, hashOfAttr, type SearchIndex } from "./search-index.ts";
import { Terms } from "./terms.ts";

/** So many candidates are looked at as text. */
const HEAD = 48;

/** Search over one index. Everything is computed when asked; equal questions have equal answers. */
export class Search {
  readonly #index: SearchIndex;
  readonly #terms: Terms;
  readonly #finder: CandidateFinder;

  constructor(index: SearchIndex) {
    this.#index = index;
    this.#terms = new Terms(index.arrays);
    this.#finder = new CandidateFinder(index, this.#terms);
  }

  search(query: SearchQuery): SearchAnswer {
    const parsed = parseQuery(query.text);
    const filter = filterOf(query, this.#index.arrays, this.#index.tables);
    const end = query.offset + query.limit;
    const { best, total } = this.#finder.find(parsed, filter, Math.max(HEAD, end));
    const head = this.#ranked(parsed, best.slice(0, HEAD).concat());
    const rest = best.slice(HEAD);
    const ordered = [...head.map(({ document }) => document), ...rest.map(({ document }) => document)];
    const results = ordered.slice(query.offset, end).flatMap((document) => this.#hit(document));
    return { total, results, close: [] };
  }

  #ranked(
    query: ParsedQuery,
    candidates: readonly { document: number; score: number }[],
  ): readonly RankItem[] {
    const items = candidates.flatMap(({ document, score }) => {
      const record = this.#index.record(document);
      return record === null ? [] : [{ document, score, record }];
    });
    const ranked = rankItems(query, items);
    const levels = ranked.map(({ record }) => exactness(query, record));
    const library = ranked.findIndex(({ record }) => isNamedLibrary(query, record));
    if (library >= 0 && levels[library] === 0) levels[library] = 3;
    return ranked
      .map((item, at) => ({ item, at, level: levels[at]! }))
      .sort((one, other) => other.level - one.level || one.at - other.at)
      .map(({ item }) => item);
  }

  #hit(document: number): SearchHit[] {
    const record = this.#index.record(document);
    return record === null ? [] : [record];
  }

  /** The document of an attribute, as it is written; undefined where there is none. */
  documentOf(attr: string): number | undefined {
    return documentsWithHash(this.#index.arrays, hashOfAttr(attr)).find(
      (document) => this.#index.record(document)?.attr === attr,
    );
  }
}
