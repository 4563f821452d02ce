import { readSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { readAhead } from "../read-ahead.ts";
import type { TreeFile } from "../tree.ts";
import { archiveError } from "./archive-error.ts";

/** Up to this size a blocking read is faster than a trip through the thread pool. */
const SMALL = 256 * 1024;

/** An archive on disk, read at any place. The caller keeps the handle open while the tree is in use. */
export class ArchiveFile {
  readonly #handle: FileHandle;
  readonly size: number;

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.size = size;
  }

  /** @throws UserError `E_ARCHIVE` when the archive ends before */
  bytes(offset: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    this.readInto(bytes, 0, offset, length);
    return bytes;
  }

  readInto(target: Uint8Array, at: number, offset: number, length: number): void {
    for (let done = 0; done < length; ) {
      const count = readSync(this.#handle.fd, target, at + done, length - done, offset + done);
      if (count === 0) throw archiveError("the archive is cut short");
      done += count;
    }
  }

  /** @param reuse see `readAhead` */
  async *stream(offset: number, length: number, reuse = false): AsyncGenerator<Uint8Array> {
    let done = 0;
    for await (const chunk of readAhead(this.#handle, { offset, length, reuse })) {
      done += chunk.length;
      yield chunk;
    }
    if (done < length) throw archiveError("the archive is cut short");
  }
}

/** A file that lies in the archive as it is. */
export class StoredFile implements TreeFile {
  readonly type = "file";
  readonly size: number;
  readonly executable: boolean;
  private readonly archive: ArchiveFile;
  private readonly offset: number;

  constructor(archive: ArchiveFile, place: { offset: number; size: number; executable: boolean }) {
    this.archive = archive;
    this.offset = place.offset;
    this.size = place.size;
    this.executable = place.executable;
  }

  read(reuse = false): Uint8Array | AsyncIterable<Uint8Array> {
    if (this.size > SMALL) return this.archive.stream(this.offset, this.size, reuse);
    return this.archive.bytes(this.offset, this.size);
  }

  readInto(target: Uint8Array, at: number): number {
    this.archive.readInto(target, at, this.offset, this.size);
    return this.size;
  }
}
