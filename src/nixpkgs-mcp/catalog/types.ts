import type { Marks } from "../marks.ts";

/** A licence as nixpkgs states it. */
export interface License {
  /** The SPDX identifier, else nixpkgs' short name, else the full name. */
  readonly id: string;
  readonly name: string;
  readonly free: boolean;
  readonly url?: string;
}

export interface Maintainer {
  readonly name: string;
  readonly github?: string;
  readonly email?: string;
}

/** All that is known about a package. */
export interface CatalogPackage {
  /** The path in nixpkgs: "ripgrep", "python313Packages.requests". */
  readonly attr: string;
  readonly pname: string;
  readonly version: string;
  readonly description: string;
  readonly longDescription?: string;
  readonly homepages: readonly string[];
  readonly licenses: readonly License[];
  readonly maintainers: readonly Maintainer[];
  readonly platforms: readonly string[];
  /** File and line in nixpkgs: "pkgs/tools/text/ripgrep/default.nix:42". */
  readonly position: string | null;
  readonly mainProgram: string | null;
  readonly outputs: readonly string[];
  readonly vulnerabilities: readonly string[];
  readonly marks: Marks;
  /** "python313Packages"; null at top level. */
  readonly set: string | null;
  readonly category: string;
}

export interface SearchQuery {
  readonly text: string;
  readonly set?: string;
  readonly license?: string;
  readonly platform?: string;
  readonly category?: string;
  readonly limit: number;
  readonly offset: number;
}

export interface SearchHit {
  readonly attr: string;
  readonly pname: string;
  readonly version: string;
  readonly description: string;
  readonly mainProgram: string | null;
  readonly marks: Marks;
  readonly set: string | null;
}

export interface SearchAnswer {
  /** How many fit, of which `results` is a part. */
  readonly total: number;
  readonly results: readonly SearchHit[];
  /** What came close, when nothing fits. */
  readonly close: readonly SearchHit[];
  /** Filters that let nothing pass whatever is searched for, when nothing fits. */
  readonly unknown: readonly UnknownFilter[];
}

export interface UnknownFilter {
  readonly filter: "set" | "category" | "license" | "platform";
  readonly value: string;
  /** Values there are: those that look like it, else some. */
  readonly known: readonly string[];
}

export interface CategoryCount {
  readonly category: string;
  readonly packages: number;
}

/** Where a catalog comes from. */
export interface CatalogFacts {
  /** URL or file. */
  readonly origin: string;
  readonly packages: number;
  readonly etag: string | null;
  readonly sha256: string;
  /** ISO 8601. */
  readonly fetchedAt: string;
  /** nixpkgs' commit, where it is known. */
  readonly revision: string | null;
}

/** An open catalog. Nothing in it waits. */
/** Its methods throw `E_CATALOG` where the part of the index they need is damaged; it is then built anew. */
export interface Catalog {
  readonly facts: CatalogFacts;
  package(attr: string): CatalogPackage | null;
  search(query: SearchQuery): SearchAnswer;
  categories(): readonly CategoryCount[];
  setCounts(): readonly { readonly set: string; readonly packages: number }[];
  /** Attributes that sound alike, best first. */
  similar(attr: string, limit: number): readonly string[];
  close(): void;
}

export type CatalogState =
  | { readonly kind: "ready"; readonly facts: CatalogFacts; readonly stale: boolean }
  | {
      readonly kind: "loading";
      readonly what: "download" | "index";
      readonly done?: number;
      readonly total?: number;
    }
  | { readonly kind: "absent"; readonly reason: string; readonly hint: string };

/** A catalog that may have to be fetched and indexed first, and is kept fresh. */
export interface CatalogSource {
  state(): CatalogState;
  /** Waits for one. Throws UserError E_CATALOG when there can be none. */
  catalog(run?: {
    readonly signal?: AbortSignal;
    readonly onState?: (state: CatalogState) => void;
  }): Promise<Catalog>;
  /** Every time a newer catalog took the old one's place. */
  onReplaced(listener: () => void): void;
  close(): Promise<void>;
}
