import { createHash } from "node:crypto";
import { createReadStream, writeFileSync } from "node:fs";
import { IndexBuilder } from "../search/index-builder.ts";
import { readDecoded } from "./byte-stream.ts";
import { readEntry } from "./entry.ts";
import { EntryParser } from "./entry-parser.ts";
import { recipe } from "./index-recipe.ts";
import { EntryReader } from "./json-entries.ts";
import { recordText } from "./record-format.ts";
import { RecordWriter } from "./record-writer.ts";
import { writeSections } from "./section-file.ts";
import { SharedListBuilder } from "./shared-lists.ts";

export interface BuildOutcome {
  readonly packages: number;
  /** Entries that were no packages. */
  readonly skipped: number;
  /** Of the file as it was given, in hex. */
  readonly sha256: string;
}

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
    const parser = new EntryParser();
    const lists = new SharedListBuilder();
    const builder = new IndexBuilder();
    let skipped = 0;
    const reader = new EntryReader((attr, value) => {
      const entry = readValue(parser, attr, value);
      if (entry === null) {
        skipped++;
        return;
      }
      const numbers = lists.numbersOf(entry);
      builder.add(entry, numbers, records.append(recordText(entry, numbers)));
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

function readValue(parser: EntryParser, attr: string, value: Buffer) {
  try {
    return readEntry(attr, parser.parse(value));
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
