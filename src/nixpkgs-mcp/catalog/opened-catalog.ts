import { Search } from "../search/search.ts";
import { OpenIndex } from "./open-index.ts";
import type {
  Catalog,
  CatalogFacts,
  CatalogPackage,
  CategoryCount,
  SearchAnswer,
  SearchQuery,
} from "./types.ts";

/** A catalog whose index is open. */
export class OpenedCatalog implements Catalog {
  readonly facts: CatalogFacts;
  readonly #index: OpenIndex;
  readonly #search: Search;

  /**
   * @param onBroken a part of the index turned out to be broken: what is thrown at whoever needs it. The rest goes on
   * @throws BrokenIndexError; file system errors
   */
  constructor(folder: string, facts: CatalogFacts, onBroken?: () => Error) {
    this.facts = facts;
    this.#index = new OpenIndex(folder, onBroken);
    this.#search = new Search(this.#index);
  }

  package(attr: string): CatalogPackage | null {
    const document = this.#search.documentOf(attr);
    return document === undefined ? null : this.#index.whole(document);
  }

  search(query: SearchQuery): SearchAnswer {
    return this.#search.search(query);
  }

  categories(): readonly CategoryCount[] {
    const { arrays, tables } = this.#index;
    return counted(arrays.categories, tables.categories).map(([category, packages]) => ({
      category,
      packages,
    }));
  }

  setCounts(): readonly { readonly set: string; readonly packages: number }[] {
    const { arrays, tables } = this.#index;
    return counted(arrays.sets, tables.sets)
      .filter(([set]) => set !== "")
      .map(([set, packages]) => ({ set, packages }));
  }

  similar(attr: string, limit: number): readonly string[] {
    return this.#search.similar(attr, limit);
  }

  close(): void {
    this.#index.close();
  }
}

/** How many documents have each value; most first. */
function counted(column: Uint16Array, values: readonly string[]): (readonly [string, number])[] {
  const counts = new Uint32Array(values.length);
  for (const value of column) counts[value]!++;
  return values
    .map((value, at) => [value, counts[at]!] as const)
    .sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
}
