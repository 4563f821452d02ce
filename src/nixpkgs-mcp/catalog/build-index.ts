import { createHash } from "node:crypto";
import { closeSync, createReadStream, openSync, writeFileSync, writeSync } from "node:fs";
import { IndexBuilder } from "../search/index-builder.ts";
import { readDecoded } from "./byte-stream.ts";
import { readEntry } from "./entry.ts";
import { recipe } from "./index-recipe.ts";
import { EntryReader } from "./json-entries.ts";
import { encodeRecord, type SharedLists, type SharedNumbers } from "./record-format.ts";
import { writeSections } from "./section-file.ts";
import type { License, Maintainer } from "./types.ts";

export interface BuildOutcome {
  readonly packages: number;
  /** Entries that were no packages. */
  readonly skipped: number;
  /** Of the file as it was given, in hex. */
  readonly sha256: string;
}

const FLUSH = 1 << 20;

/**
 * Makes the index of a catalog: reads it once, as a stream, and writes `index.bin` (what search keeps in memory),
 * `postings.bin` and `records.bin` (what it reads as needed) into `folder`, which must be there and empty.
 *
 * @param file packages.json, plain or compressed
 * @throws CatalogSyntaxError, zlib's errors: the catalog is broken; file system errors
 */
export async function buildIndex(
  file: string,
  folder: string,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<BuildOutcome> {
  const digest = digestOf(file);
  digest.catch(() => {});
  const records = new RecordWriter(`${folder}/records.bin`);
  try {
    const lists = new SharedListBuilder();
    const builder = new IndexBuilder();
    let skipped = 0;
    const reader = new EntryReader((attr, value) => {
      const entry = parseEntry(attr, value);
      if (entry === null) skipped++;
      else builder.add(entry, records.append(encodeRecord(entry, lists)));
    });
    await readDecoded(file, (chunk) => reader.push(chunk), onProgress);
    reader.end();
    records.close();
    const { arrays, postings, tables } = builder.finish();
    const bytes = new Uint8Array(postings.buffer, postings.byteOffset, postings.byteLength);
    writeFileSync(`${folder}/postings.bin`, bytes);
    const files = { recordBytes: records.size, postings: createHash("sha256").update(bytes).digest("hex") };
    writeSections(
      `${folder}/index.bin`,
      recipe(),
      { ...arrays },
      { ...tables, ...files, shared: lists.lists },
    );
    return { packages: builder.packages, skipped, sha256: await digest };
  } finally {
    records.close();
  }
}

function parseEntry(attr: string, value: Buffer) {
  try {
    return readEntry(attr, JSON.parse(value.toString("utf8")));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

async function digestOf(file: string): Promise<string> {
  const digest = createHash("sha256");
  for await (const chunk of createReadStream(file)) digest.update(chunk);
  return digest.digest("hex");
}

class RecordWriter {
  readonly #file: number;
  readonly #buffer = Buffer.alloc(FLUSH);
  #filled = 0;
  #open = true;
  size = 0;

  constructor(path: string) {
    this.#file = openSync(path, "w");
  }

  append(record: Buffer): { start: number; length: number } {
    if (this.#filled + record.length > FLUSH) this.#flush();
    if (record.length > FLUSH) this.#write(record);
    else this.#filled += record.copy(this.#buffer, this.#filled);
    const start = this.size;
    this.size += record.length;
    return { start, length: record.length };
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    try {
      this.#flush();
    } finally {
      closeSync(this.#file);
    }
  }

  #flush(): void {
    this.#write(this.#buffer.subarray(0, this.#filled));
    this.#filled = 0;
  }

  #write(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
  }
}

/** Numbers for lists of licences, maintainers and platforms: a few thousand for a hundred thousand packages. */
class SharedListBuilder implements SharedNumbers {
  readonly #numbers = { licenses: new Map(), maintainers: new Map(), platforms: new Map() } as const;
  readonly lists = { licenses: [], maintainers: [], platforms: [] } as {
    [Key in keyof SharedLists]: unknown[];
  };

  licenses = (list: readonly License[]) => this.#numberOf("licenses", list, JSON.stringify(list));
  maintainers = (list: readonly Maintainer[]) => this.#numberOf("maintainers", list, JSON.stringify(list));
  platforms = (list: readonly string[]) => this.#numberOf("platforms", list, list.join("\n"));

  #numberOf(kind: keyof SharedLists, list: readonly unknown[], key: string): number {
    const numbers: Map<string, number> = this.#numbers[kind];
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const number = this.lists[kind].push(list) - 1;
    numbers.set(key, number);
    return number;
  }
}
