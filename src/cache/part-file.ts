import { createHash, type Hash as Digester, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Hash, HashAlgorithm } from "../prefetch/hash.ts";
import { diskError } from "./disk-errors.ts";

/** A part nobody writes to for this long belongs to nobody, even if a process of that number lives. */
const ABANDONED_MS = 60 * 60 * 1000;

/** Parts older than this are removed. */
const STALE_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * A download under way: a file, and the hash of what is in it.
 *
 * Its name says what it is a part of and who writes to it: `<what>.<id>.free.part`, or
 * `<what>.<id>.<host>.<pid>.part`. Taking one is a rename, so only one process gets it, and what a killed
 * process left behind is taken from it.
 */
export class PartFile {
  /** Stays the same however often the part changes hands. */
  readonly id: string;
  readonly #folder: string;
  readonly #what: string;
  readonly #algorithm: HashAlgorithm;
  #path: string;
  #handle: FileHandle;
  #digester: Digester;
  #size = 0;

  private constructor(
    place: { folder: string; what: string; id: string; path: string },
    handle: FileHandle,
    algorithm: HashAlgorithm,
  ) {
    this.id = place.id;
    this.#folder = place.folder;
    this.#what = place.what;
    this.#path = place.path;
    this.#handle = handle;
    this.#algorithm = algorithm;
    this.#digester = createHash(algorithm);
  }

  /**
   * Takes the part of `key` that an earlier run left, or starts an empty one.
   *
   * @param folder where parts are
   * @param key what is downloaded; only its hash is stored
   * @throws UserError `E_DISK_FULL`, `E_CACHE`
   */
  static async take(folder: string, key: string, algorithm: HashAlgorithm): Promise<PartFile> {
    const what = createHash("sha256").update(key).digest("hex").slice(0, 40);
    try {
      await mkdir(folder, { recursive: true });
      await sweepOnce(folder);
      const left = await takeLeftover(folder, what);
      const id = left?.id ?? randomBytes(6).toString("hex");
      const file = left?.path ?? path.join(folder, takenName(what, id));
      const handle = await open(file, left === undefined ? "wx+" : "r+", 0o600);
      const part = new PartFile({ folder, what, id, path: file }, handle, algorithm);
      if (left !== undefined) await part.#hashWhatIsThere();
      return part;
    } catch (error) {
      throw diskError(error, folder);
    }
  }

  get path(): string {
    return this.#path;
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  async append(bytes: Uint8Array): Promise<void> {
    try {
      for (let written = 0; written < bytes.length; ) {
        const at = this.#size + written;
        written += (await this.#handle.write(bytes, written, bytes.length - written, at)).bytesWritten;
      }
    } catch (error) {
      throw diskError(error, this.#folder);
    }
    this.#digester.update(bytes);
    this.#size += bytes.length;
  }

  /** Starts again from nothing. */
  async reset(): Promise<void> {
    await this.#handle.truncate(0);
    this.#digester = createHash(this.#algorithm);
    this.#size = 0;
  }

  /** The hash of all there is; more may still be appended. */
  hash(): Hash {
    return { algorithm: this.#algorithm, digest: this.#digester.copy().digest() };
  }

  /** Ends the writing, the file stays for the caller to move. */
  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** Leaves the part for a later run. */
  async release(): Promise<void> {
    await this.#handle.close();
    const free = path.join(this.#folder, `${this.#what}.${this.id}.free.part`);
    await rename(this.#path, free);
    this.#path = free;
  }

  async remove(): Promise<void> {
    await this.#handle.close();
    await rm(this.#path, { force: true });
  }

  async #hashWhatIsThere(): Promise<void> {
    for await (const chunk of createReadStream(this.#path, { highWaterMark: 1024 * 1024 })) {
      this.#digester.update(chunk);
      this.#size += chunk.length;
    }
  }
}

async function takeLeftover(folder: string, what: string): Promise<{ id: string; path: string } | undefined> {
  for (const name of await readdir(folder)) {
    const part = parseName(name);
    if (part?.what !== what) continue;
    const file = path.join(folder, name);
    if (!(await isNobodys(file, part.owner))) continue;
    const mine = path.join(folder, takenName(what, part.id));
    // Whoever renames it first has it; the other one sees it gone.
    const got = await rename(file, mine).then(
      () => true,
      () => false,
    );
    if (got) return { id: part.id, path: mine };
  }
  return undefined;
}

async function isNobodys(file: string, owner: Owner | undefined): Promise<boolean> {
  if (owner === undefined) return true;
  if (owner.host === hostName() && !isAlive(owner.pid)) return true;
  const stats = await stat(file).catch(() => undefined);
  return stats !== undefined && Date.now() - stats.mtimeMs > ABANDONED_MS;
}

interface Owner {
  readonly host: string;
  readonly pid: number;
}

function parseName(name: string): { what: string; id: string; owner: Owner | undefined } | undefined {
  const match = /^([0-9a-f]{40})\.([0-9a-f]{12})\.(?:free|([\w-]+)\.(\d+))\.part$/.exec(name);
  if (match === null) return undefined;
  const [, what, id, host, pid] = match;
  const owner = host === undefined ? undefined : { host, pid: Number(pid) };
  return { what: what!, id: id!, owner };
}

function takenName(what: string, id: string): string {
  return `${what}.${id}.${hostName()}.${process.pid}.part`;
}

function hostName(): string {
  return os.hostname().replace(/[^\w-]/g, "-") || "host";
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const swept = new Set<string>();

async function sweepOnce(folder: string): Promise<void> {
  if (swept.has(folder)) return;
  swept.add(folder);
  for (const name of await readdir(folder)) {
    if (parseName(name) === undefined) continue;
    const file = path.join(folder, name);
    const stats = await stat(file).catch(() => undefined);
    if (stats !== undefined && Date.now() - stats.mtimeMs > STALE_MS) await rm(file, { force: true });
  }
}
