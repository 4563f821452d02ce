import { similarNames } from "../../config/similar-names.ts";
import type { SearchQuery, UnknownFilter } from "../catalog/types.ts";
import { namesOfLicence } from "./licence-names.ts";
import type { IndexArrays, IndexTables } from "./search-index.ts";

/** Whether a document passes. */
export type Filter = (document: number) => boolean;

type FilterName = UnknownFilter["filter"];

/** How a filter reads one entry of its table, and which values somebody can have meant. */
interface Kind {
  readonly table: keyof IndexTables;
  /** `wanted` in small letters. */
  readonly fits: (value: string | readonly string[], wanted: string) => boolean;
  readonly values: (tables: IndexTables) => readonly string[];
}

const kinds: Readonly<Record<FilterName, Kind>> = {
  set: {
    table: "sets",
    fits: (set, wanted) =>
      wanted === "" || wanted === "top" ? set === "" : isBelow(String(set).toLowerCase(), wanted, "."),
    values: ({ sets }) => sets.filter((set) => set !== ""),
  },
  category: {
    table: "categories",
    fits: (one, wanted) => isBelow(String(one).toLowerCase(), wanted.replace(/^pkgs\/|\/$/g, ""), "/"),
    values: ({ categories }) => categories.flatMap((one) => [one.split("/")[0]!, one]),
  },
  license: {
    table: "licenses",
    fits: (ids, wanted) => namesOfLicence(wanted).some((name) => ids.includes(name)),
    values: ({ licenses }) => licenses.flat(),
  },
  platform: {
    table: "platforms",
    fits: (platforms, wanted) => [...platforms].some((one) => one.toLowerCase() === wanted),
    values: ({ platforms }) => platforms.flat(),
  },
};

/** So many values are named where none looks like what was given. */
const MOST_NAMED = 12;

/**
 * The filters of a query as one test; undefined when there are none. Case does not count.
 *
 * - `set`: its name, "" or "top" for packages in none; a set contains its subsets
 * - `license`: an id or a name of one of the package's licences ("MIT", "GPL-3.0-or-later", "gpl3Plus")
 * - `platform`: one of its platforms; a package that names none runs everywhere (nixpkgs, `meta.platforms`)
 * - `category`: itself or one above it ("tools" for "tools/text")
 */
export function filterOf(query: SearchQuery, arrays: IndexArrays, tables: IndexTables): Filter | undefined {
  const tests = given(query).map(([name, wanted]): Filter => {
    const { table, fits } = kinds[name];
    const isOpen = (value: string | readonly string[]) => name === "platform" && value.length === 0;
    const values: readonly (string | readonly string[])[] = tables[table];
    const passing = Uint8Array.from(values, (value) => (isOpen(value) || fits(value, wanted) ? 1 : 0));
    const column = arrays[table];
    return (document) => passing[column[document]!] === 1;
  });
  if (tests.length === 0) return undefined;
  return (document) => tests.every((test) => test(document));
}

/** The filters of a query whose values no package has. */
export function unknownFilters(query: SearchQuery, tables: IndexTables): readonly UnknownFilter[] {
  return given(query).flatMap(([filter, wanted]) => {
    const { table, fits, values } = kinds[filter];
    if (tables[table].some((value) => fits(value, wanted))) return [];
    const known = [...new Set(values(tables))];
    const near = similarNames(wanted, known);
    return [{ filter, value: query[filter]!, known: near.length > 0 ? near : known.slice(0, MOST_NAMED) }];
  });
}

function given(query: SearchQuery): (readonly [FilterName, string])[] {
  return (Object.keys(kinds) as FilterName[]).flatMap((name) => {
    const value = query[name]?.trim().toLowerCase();
    return value === undefined ? [] : [[name, value] as const];
  });
}

function isBelow(name: string, wanted: string, separator: string): boolean {
  return name === wanted || name.startsWith(wanted + separator);
}
