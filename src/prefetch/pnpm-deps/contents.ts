import { randomBytes } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { diskError } from "../../cache/disk-errors.ts";
import { ArchiveFile, StoredFile } from "../archive/archive-file.ts";
import type { TreeFile } from "../tree.ts";

/** File contents on disk, one after the other, in a temporary file without a name. */
export class Contents {
  readonly #handle: FileHandle;
  #size = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** @throws UserError `E_DISK_FULL` */
  static async open(): Promise<Contents> {
    const file = path.join(os.tmpdir(), `mcp-nixgen-${randomBytes(8).toString("hex")}`);
    try {
      const handle = await open(file, "wx+", 0o600);
      await unlink(file);
      return new Contents(handle);
    } catch (error) {
      throw diskError(error, os.tmpdir());
    }
  }

  /** Adds a content; gives the function that makes a leaf of it, once all is written. */
  async add(content: Uint8Array, executable: boolean): Promise<() => TreeFile> {
    const offset = this.#size;
    this.#size += content.length;
    try {
      for (let done = 0; done < content.length; ) {
        const { bytesWritten } = await this.#handle.write(
          content,
          done,
          content.length - done,
          offset + done,
        );
        done += bytesWritten;
      }
    } catch (error) {
      throw diskError(error, os.tmpdir());
    }
    return () =>
      new StoredFile(new ArchiveFile(this.#handle, this.#size), {
        offset,
        size: content.length,
        executable,
      });
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
