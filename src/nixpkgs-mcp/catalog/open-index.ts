import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { z } from "zod";
import type { IndexArrays, IndexRecord, IndexTables, SearchIndex } from "../search/search-index.ts";
import { recipe } from "./index-recipe.ts";
import { decodeShown, decodeWhole, type SharedLists } from "./record-format.ts";
import { BrokenIndexError, readSections } from "./section-file.ts";
import type { CatalogPackage } from "./types.ts";

const strings = z.array(z.string());

const tablesSchema = z.object({
  sets: strings,
  categories: strings,
  licenses: z.array(strings),
  platforms: z.array(strings),
  recordBytes: z.number(),
  shared: z.object({
    licenses: z.array(z.array(z.custom<SharedLists["licenses"][number][number]>())),
    maintainers: z.array(z.array(z.custom<SharedLists["maintainers"][number][number]>())),
    platforms: z.array(strings),
  }),
});

/** An index as it lies on disk, with the file of records open. */
export class OpenIndex implements SearchIndex {
  readonly arrays: IndexArrays;
  readonly tables: IndexTables;
  readonly #shared: SharedLists;
  readonly #postings: Uint32Array;
  readonly #onBroken: () => void;
  #records: number | undefined;
  #buffer = Buffer.alloc(4096);

  /**
   * @param onBroken a record turned out to be broken
   * @throws BrokenIndexError; file system errors
   */
  constructor(folder: string, onBroken: () => void = () => {}) {
    const { sections, tables } = readSections(`${folder}/index.bin`, recipe());
    const parsed = tablesSchema.safeParse(tables);
    if (!parsed.success) throw new BrokenIndexError("its tables have another shape");
    const { postings, ...arrays } = sections;
    this.arrays = arrays as unknown as IndexArrays;
    this.#postings = postings as Uint32Array;
    this.tables = parsed.data;
    this.#shared = parsed.data.shared;
    this.#onBroken = onBroken;
    this.#records = openSync(`${folder}/records.bin`, "r");
    if (fstatSync(this.#records).size === parsed.data.recordBytes) return;
    this.close();
    throw new BrokenIndexError("records are missing");
  }

  postings(from: number, to: number): Uint32Array {
    return this.#postings.subarray(from, to);
  }

  record(document: number): IndexRecord | null {
    return this.#intact(decodeShown(this.#read(document)));
  }

  whole(document: number): CatalogPackage | null {
    return this.#intact(decodeWhole(this.#read(document), this.#shared));
  }

  close(): void {
    if (this.#records !== undefined) closeSync(this.#records);
    this.#records = undefined;
  }

  #intact<Value>(value: Value | null): Value | null {
    if (value === null) this.#onBroken();
    return value;
  }

  #read(document: number): Buffer {
    if (this.#records === undefined) throw new Error("the catalog is closed");
    const length = this.arrays.recordLengths[document]!;
    if (length > this.#buffer.length) this.#buffer = Buffer.alloc(length * 2);
    const read = readSync(this.#records, this.#buffer, 0, length, this.arrays.recordStarts[document]!);
    return this.#buffer.subarray(0, read);
  }
}
