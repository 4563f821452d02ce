import { Interned } from "../search/interned.ts";
import type { CatalogPackage, License, Maintainer } from "./types.ts";

/** Lists that many packages have, by the numbers that stand for them in records and in the search index. */
export interface SharedLists {
  readonly licenses: readonly (readonly License[])[];
  readonly maintainers: readonly (readonly Maintainer[])[];
  readonly platforms: readonly (readonly string[])[];
}

/** The numbers of a package's lists. */
export type ListNumbers = { readonly [Key in keyof SharedLists]: number };

/** Numbers the lists of licences, maintainers and platforms: a few thousand for a hundred thousand packages. */
export class SharedListBuilder {
  readonly #licenses = new Interned<readonly License[]>();
  readonly #maintainers = new Interned<readonly Maintainer[]>();
  readonly #platforms = new Interned<readonly string[]>();
  /** `EntryParser` gives equal lists of platforms as one object: their texts are long. */
  readonly #known = new WeakMap<readonly string[], number>();

  get lists(): SharedLists {
    const [licenses, maintainers, platforms] = [this.#licenses, this.#maintainers, this.#platforms];
    return { licenses: licenses.values, maintainers: maintainers.values, platforms: platforms.values };
  }

  numbersOf({ licenses, maintainers, platforms }: CatalogPackage): ListNumbers {
    return {
      licenses: this.#licenses.numberOf(licenses, keyOf(licenses)),
      maintainers: this.#maintainers.numberOf(maintainers, keyOf(maintainers)),
      platforms: this.#platformsNumber(platforms),
    };
  }

  #platformsNumber(platforms: readonly string[]): number {
    const known = this.#known.get(platforms);
    if (known !== undefined) return known;
    const number = this.#platforms.numberOf(platforms, platforms.join("\n"));
    if (platforms.length > 0) this.#known.set(platforms, number);
    return number;
  }
}

/** Most packages have none. */
function keyOf(list: readonly unknown[]): string {
  return list.length === 0 ? "" : JSON.stringify(list);
}
