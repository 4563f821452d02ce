import type { Marks } from "../marks.ts";

/**
 * What search reads, as typed arrays: documents (packages) are numbered by how likely they are meant, best first;
 * terms are sorted by their bytes. Made by `IndexBuilder`, kept on disk by `catalog/`.
 */
export interface IndexArrays {
  /** UTF-8 of all terms in order, and where each begins; one more for the end. */
  readonly termBytes: Uint8Array;
  readonly termStarts: Uint32Array;
  /** Which letters a term has, see `letterMask`. */
  readonly termMasks: Uint32Array;
  /** `TermUse` of each term. */
  readonly termUses: Uint8Array;
  /** Where each term's part of the postings begins; one more for the end. */
  readonly postingStarts: Uint32Array;
  /** Of each document: the term that is its whole name. */
  readonly nameTerms: Uint32Array;
  /** 0 to 255: how likely it is meant, before anything was asked. */
  readonly priors: Uint8Array;
  /** Index in `sets`. */
  readonly sets: Uint16Array;
  readonly categories: Uint16Array;
  readonly licenses: Uint16Array;
  readonly platforms: Uint16Array;
  readonly recordStarts: Uint32Array;
  readonly recordLengths: Uint32Array;
  /** Hashes of attributes in lower case, sorted, and whose they are. */
  readonly attrHashes: Uint32Array;
  readonly attrDocs: Uint32Array;
}

/** What the numbers in `IndexArrays` stand for. */
export interface IndexTables {
  /** "" is the top level. */
  readonly sets: readonly string[];
  readonly categories: readonly string[];
  /** Lists of licence ids and names, in lower case. */
  readonly licenses: readonly (readonly string[])[];
  readonly platforms: readonly (readonly string[])[];
}

/** Where in a package a term stands; a posting has the sum of those that hold. */
export const Field = {
  /** The name as a whole, dashes and dots left out. */
  whole: 1,
  name: 2,
  program: 4,
  /** What people say, by `wellKnown`. */
  known: 8,
  description: 16,
  long: 32,
  category: 64,
} as const;

/** What a term is good for when it is not quite what was typed. */
export const TermUse = {
  /** A name of, or in a name of, what is not a library. */
  name: 1,
  /** In several descriptions. */
  text: 2,
  /** A well-known name or program. */
  known: 4,
} as const;

/** A posting is one number: `document * 256 + fields`. */
export const POSTING_FIELDS = 0xff;
export const POSTING_SHIFT = 8;

/** An open index. Postings may lie on disk, so they are asked for. */
export interface SearchIndex {
  readonly arrays: IndexArrays;
  readonly tables: IndexTables;
  /** Valid until the next call. Throws where they are gone. */
  postings(from: number, to: number): Uint32Array;
  /** Throws where the record is broken: without it there is no right answer. */
  record(document: number): IndexRecord;
}

/** What is shown of a package in a list, and ranked by. */
export interface IndexRecord {
  readonly attr: string;
  readonly pname: string;
  readonly version: string;
  readonly description: string;
  readonly mainProgram: string | null;
  readonly set: string | null;
  readonly marks: Marks;
}

/** FNV-1a over UTF-16 units of an attribute in lower case. */
export function hashOfAttr(attr: string): number {
  let hash = 0x811c9dc5;
  const lower = attr.toLowerCase();
  for (let at = 0; at < lower.length; at++) hash = Math.imul(hash ^ lower.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** Documents whose attribute has this hash. */
export function documentsWithHash({ attrHashes, attrDocs }: IndexArrays, hash: number): number[] {
  let [low, high] = [0, attrHashes.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (attrHashes[middle]! < hash) low = middle + 1;
    else high = middle;
  }
  const found: number[] = [];
  for (; attrHashes[low] === hash; low++) found.push(attrDocs[low]!);
  return found;
}
