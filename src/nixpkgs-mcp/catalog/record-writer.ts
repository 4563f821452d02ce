import { closeSync, openSync, writeSync } from "node:fs";
import { CHECKSUM_BYTES, checksum } from "./record-format.ts";

const FLUSH = 1 << 20;

/** No UTF-16 unit has more of UTF-8. */
const MOST_BYTES_A_UNIT = 3;

/** Writes records to a file, one after the other and many at a time. */
export class RecordWriter {
  readonly #file: number;
  #buffer = Buffer.alloc(FLUSH);
  #filled = 0;
  #open = true;
  /** Bytes so far. */
  size = 0;

  constructor(path: string) {
    this.#file = openSync(path, "w");
  }

  /** @param text of `recordText`. @returns where the record lies, in bytes */
  append(text: string): { readonly start: number; readonly length: number } {
    const most = CHECKSUM_BYTES + MOST_BYTES_A_UNIT * text.length;
    if (this.#filled + most > this.#buffer.length) this.#makeRoom(most);
    const length = CHECKSUM_BYTES + this.#buffer.write(text, this.#filled + CHECKSUM_BYTES);
    const record = this.#buffer.subarray(this.#filled, this.#filled + length);
    record.writeUInt32LE(checksum(record));
    const start = this.size;
    this.#filled += length;
    this.size += length;
    return { start, length };
  }

  /** Writes what is left. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    try {
      this.#flush();
    } finally {
      closeSync(this.#file);
    }
  }

  #makeRoom(bytes: number): void {
    this.#flush();
    if (bytes > this.#buffer.length) this.#buffer = Buffer.alloc(bytes);
  }

  #flush(): void {
    const bytes = this.#buffer.subarray(0, this.#filled);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    this.#filled = 0;
  }
}
