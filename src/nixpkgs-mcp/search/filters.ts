import type { SearchQuery } from "../catalog/types.ts";
import type { IndexArrays, IndexTables } from "./search-index.ts";

/** Whether a document passes. */
export type Filter = (document: number) => boolean;

/**
 * The filters of a query as one test; undefined when there are none. Case does not count.
 *
 * - `set`: its name, "" or "top" for packages in none; a set contains its subsets
 * - `license`: an id or a name of one of the package's licences ("MIT", "mit")
 * - `platform`: one of its platforms; a package that names none runs everywhere (nixpkgs, `meta.platforms`)
 * - `category`: itself or one above it ("tools" for "tools/text")
 */
export function filterOf(query: SearchQuery, arrays: IndexArrays, tables: IndexTables): Filter | undefined {
  const tests: Filter[] = [];
  const add = <Value>(
    wanted: string | undefined,
    values: readonly Value[],
    column: Uint16Array,
    fits: (value: Value, wanted: string) => boolean,
  ) => {
    if (wanted === undefined) return;
    const plain = wanted.trim().toLowerCase();
    const passing = Uint8Array.from(values, (value) => (fits(value, plain) ? 1 : 0));
    tests.push((document) => passing[column[document]!] === 1);
  };
  add(query.set, tables.sets, arrays.sets, (set, wanted) =>
    wanted === "" || wanted === "top" ? set === "" : isBelow(set.toLowerCase(), wanted, "."),
  );
  add(query.category, tables.categories, arrays.categories, (one, wanted) =>
    isBelow(one.toLowerCase(), wanted.replace(/^pkgs\/|\/$/g, ""), "/"),
  );
  add(query.license, tables.licenses, arrays.licenses, (ids, wanted) => ids.includes(wanted));
  add(
    query.platform,
    tables.platforms,
    arrays.platforms,
    (platforms, wanted) => platforms.length === 0 || platforms.some((one) => one.toLowerCase() === wanted),
  );
  if (tests.length === 0) return undefined;
  return (document) => tests.every((test) => test(document));
}

function isBelow(name: string, wanted: string, separator: string): boolean {
  return name === wanted || name.startsWith(wanted + separator);
}
