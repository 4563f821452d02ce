import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { z } from "zod";
import type { IndexArrays, IndexRecord, IndexTables, SearchIndex } from "../search/search-index.ts";
import { recipe } from "./index-recipe.ts";
import { BrokenIndexError, readSections } from "./read-sections.ts";
import { decodeShown, decodeWhole } from "./record-format.ts";
import type { SharedLists } from "./shared-lists.ts";
import type { CatalogPackage } from "./types.ts";

const strings = z.array(z.string());

const tablesSchema = z.object({
  sets: strings,
  categories: strings,
  recordBytes: z.number(),
  /** SHA-256 of the file, in hex. */
  postings: z.string(),
  shared: z.object({
    licenses: z.array(z.array(z.custom<SharedLists["licenses"][number][number]>())),
    maintainers: z.array(z.array(z.custom<SharedLists["maintainers"][number][number]>())),
    platforms: z.array(strings),
  }),
});

/** An index as it lies on disk: what every search needs in memory, records and postings in their files. */
export class OpenIndex implements SearchIndex {
  readonly arrays: IndexArrays;
  readonly tables: IndexTables;
  readonly #shared: SharedLists;
  readonly #onBroken: () => Error;
  readonly #records: number;
  readonly #postings: number;
  #isOpen = true;
  #numbers = new Uint32Array(1 << 14);
  #buffer = Buffer.alloc(4096);

  /**
   * @param onBroken a part turned out to be broken: what is thrown at whoever needs it
   * @throws BrokenIndexError; file system errors
   */
  constructor(
    folder: string,
    onBroken: () => Error = () => new BrokenIndexError("a part of it is another one"),
  ) {
    const { sections, tables } = readSections(`${folder}/index.bin`, recipe());
    const parsed = tablesSchema.safeParse(tables);
    if (!parsed.success) throw new BrokenIndexError("its tables have another shape");
    this.arrays = sections as unknown as IndexArrays;
    const { sets, categories, shared } = parsed.data;
    const { platforms } = shared;
    this.tables = { sets, categories, licenses: shared.licenses.map(namesOf), platforms };
    this.#shared = shared;
    this.#onBroken = onBroken;
    this.#records = openSync(`${folder}/records.bin`, "r");
    try {
      if (fstatSync(this.#records).size !== parsed.data.recordBytes) {
        throw new BrokenIndexError("records are missing");
      }
      this.#postings = openSync(`${folder}/postings.bin`, "r");
    } catch (error) {
      closeSync(this.#records);
      throw error;
    }
    if (digestOf(this.#postings) === parsed.data.postings) return;
    this.close();
    throw new BrokenIndexError("its postings are others");
  }

  postings(from: number, to: number): Uint32Array {
    if (!this.#isOpen) throw new Error("the catalog is closed");
    const count = to - from;
    if (count > this.#numbers.length) this.#numbers = new Uint32Array(count);
    const wanted = this.#numbers.subarray(0, count);
    if (count === 0) return wanted;
    const read = readSync(this.#postings, wanted, 0, wanted.byteLength, from * wanted.BYTES_PER_ELEMENT);
    if (read < wanted.byteLength) throw this.#onBroken();
    return wanted;
  }

  record(document: number): IndexRecord {
    return this.#intact(decodeShown(this.#read(document)));
  }

  whole(document: number): CatalogPackage {
    return this.#intact(decodeWhole(this.#read(document), this.#shared));
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#records);
    closeSync(this.#postings);
  }

  #intact<Value>(value: Value | null): Value {
    if (value === null) throw this.#onBroken();
    return value;
  }

  #read(document: number): Buffer {
    if (!this.#isOpen) throw new Error("the catalog is closed");
    const length = this.arrays.recordLengths[document]!;
    if (length > this.#buffer.length) this.#buffer = Buffer.alloc(length * 2);
    const read = readSync(this.#records, this.#buffer, 0, length, this.arrays.recordStarts[document]!);
    return this.#buffer.subarray(0, read);
  }
}

/** What may be asked for, see `IndexTables`. */
function namesOf(licenses: SharedLists["licenses"][number]): readonly string[] {
  return [...new Set(licenses.flatMap(({ id, name }) => [id.toLowerCase(), name.toLowerCase()]))];
}

function digestOf(file: number): string {
  const digest = createHash("sha256");
  const chunk = Buffer.alloc(1 << 17);
  for (let at = 0, read = 1; read > 0; at += read) {
    read = readSync(file, chunk, 0, chunk.length, at);
    digest.update(chunk.subarray(0, read));
  }
  return digest.digest("hex");
}
