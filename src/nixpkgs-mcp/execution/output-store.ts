import { randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import pLimit from "p-limit";
import { endOfWhole, isBinary } from "./binary.ts";
import { outputPage } from "./output-page.ts";
import type { OutputPart, OutputRange } from "./types.ts";

/** So much of the start tells what kind of output it is, whichever part of it is read. */
const LOOKED_AT = 65_536;

const PREFIX = "nixpkgs://output/";
const NAME = /^[0-9a-f]{32}$/;
/** One that is written still; a process that dies leaves it. */
const UNFINISHED = /^[0-9a-f]{32}\.part$/;

/** The id in an address such as `nixpkgs://output/<id>`; ids themselves pass. */
export function outputId(address: string): string {
  return address.startsWith(PREFIX) ? address.slice(PREFIX.length) : address;
}

interface OutputLimits {
  /** Bytes kept of one output; what comes after is counted and dropped. */
  readonly savedOutputBytes: number;
  /** Bytes of all outputs on the disk; the oldest go first. */
  readonly savedTotalBytes: number;
  /** How long one is kept. */
  readonly savedForMs: number;
}

/**
 * Outputs too long or too strange for an answer, as files. Their names are random and nobody can guess those of
 * another session; only the user may read them.
 */
export class OutputStore {
  readonly #folder: string;
  readonly #limits: OutputLimits;

  constructor(cacheDir: string, limits: OutputLimits) {
    this.#folder = join(cacheDir, "outputs");
    this.#limits = limits;
  }

  /** A new file for one output; `null` where the disk does not take it. */
  async begin(): Promise<SavedOutput | null> {
    const id = randomBytes(16).toString("hex");
    const file = join(this.#folder, id);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const handle = await open(`${file}.part`, "wx", 0o600);
      return new SavedOutput(`${PREFIX}${id}`, file, handle, this.#limits.savedOutputBytes);
    } catch {
      return null;
    }
  }

  /**
   * A part of an output; that of a text ends with a whole character.
   *
   * @returns `null` where there is none of this name (any more)
   */
  async read(id: string, { offset = 0, most = outputPage }: OutputRange = {}): Promise<OutputPart | null> {
    if (!NAME.test(id)) return null;
    const handle = await open(join(this.#folder, id)).catch(() => null);
    if (handle === null) return null;
    try {
      const total = (await handle.stat()).size;
      const bytes = await bytesAt(handle, offset, most);
      const binary = isBinary(bytes) || isBinary(await bytesAt(handle, 0, LOOKED_AT));
      const isLast = offset + bytes.length >= total;
      const end = binary || isLast ? bytes.length : endOfWhole(bytes) || bytes.length;
      return { bytes: bytes.subarray(0, end), binary, total };
    } catch {
      return null;
    } finally {
      await handle.close();
    }
  }

  /** Removes what is too old, and the oldest of what is too much. */
  async clean(): Promise<void> {
    const limit = pLimit(16);
    const names = (await readdir(this.#folder).catch(() => [])).filter(
      (name) => NAME.test(name) || UNFINISHED.test(name),
    );
    const found = await Promise.all(
      names.map((name) =>
        limit(async () => {
          const path = join(this.#folder, name);
          const stats = await stat(path).catch(() => null);
          return stats === null ? null : { path, bytes: stats.size, at: stats.mtimeMs };
        }),
      ),
    );
    const files = found.filter((file) => file !== null).sort((a, b) => b.at - a.at);
    let total = 0;
    const gone = files.filter(({ bytes, at }) => {
      total += bytes;
      return total > this.#limits.savedTotalBytes || Date.now() - at > this.#limits.savedForMs;
    });
    await Promise.all(gone.map(({ path }) => limit(() => rm(path, { force: true }).catch(() => {}))));
  }
}

async function bytesAt(handle: FileHandle, offset: number, most: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(most), 0, most, offset);
  return buffer.subarray(0, bytesRead);
}

export class SavedOutput {
  readonly address: string;
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly #most: number;
  #written = 0;
  #broken = false;

  constructor(address: string, file: string, handle: FileHandle, most: number) {
    this.address = address;
    this.#file = file;
    this.#handle = handle;
    this.#most = most;
  }

  /** Bytes kept so far. */
  get bytes(): number {
    return this.#written;
  }

  /** Returns when it is on its way to the disk: who waits for it cannot outrun the disk. */
  async add(chunk: Uint8Array): Promise<void> {
    const rest = this.#most - this.#written;
    if (this.#broken || rest <= 0) return;
    const part = chunk.length > rest ? chunk.subarray(0, rest) : chunk;
    this.#written += part.length;
    try {
      await this.#handle.appendFile(part);
    } catch {
      // A full disk costs the saved output, not the call.
      this.#broken = true;
    }
  }

  /** Where it can be read from now on; `null` where it could not be written. */
  async finish(): Promise<string | null> {
    try {
      await this.#handle.close();
      if (this.#broken) throw new Error("not written");
      await rename(`${this.#file}.part`, this.#file);
      return this.address;
    } catch {
      await rm(`${this.#file}.part`, { force: true }).catch(() => {});
      return null;
    }
  }
}
