import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { z } from "zod";
import { flatHashOfFile } from "../prefetch/flat.ts";
import { formatHash, type Hash, hashOf, sameHash, sri } from "../prefetch/hash.ts";
import { temporaryBeside, writeAtomically } from "./atomic-file.ts";
import { diskError, isMissing } from "./disk-errors.ts";
import { strongest } from "./integrity.ts";

/**
 * Files by the hash of their content, and small facts by key, in one folder that any number of processes may
 * use at once.
 *
 * Layout: `content/<algorithm>/<2 hex>/<62 hex>-<size>`, `facts/<2 hex>/<62 hex>.json`, `parts/` for downloads
 * under way. The size in the name makes a truncated file visible without reading it. Whatever is found broken
 * is removed, so that the next run makes it anew; the whole folder may be deleted at any time.
 */
export class ContentCache {
  readonly root: string;

  constructor(root: string) {
    this.root = path.resolve(root);
  }

  /** `$XDG_CACHE_HOME/mcp-nixgen`, else `~/.cache/mcp-nixgen` (XDG Base Directory Specification). */
  static atDefault(env: NodeJS.ProcessEnv = process.env): ContentCache {
    const base = env.XDG_CACHE_HOME;
    // The specification has relative paths ignored.
    const folder = base !== undefined && path.isAbsolute(base) ? base : path.join(home(env), ".cache");
    return new ContentCache(path.join(folder, "mcp-nixgen"));
  }

  /** Where downloads under way are kept. */
  get parts(): string {
    return path.join(this.root, "parts");
  }

  /**
   * The file with this content, or `null`. Only its size is checked; `verify` reads it.
   *
   * @param integrity one or several SRI hashes; those of the strongest algorithm count
   */
  async pathOf(integrity: string): Promise<string | null> {
    for (const hash of strongest(integrity)) {
      const found = await this.#find(hash);
      if (found !== null) return found;
    }
    return null;
  }

  /** As `pathOf`, with the whole content hashed again; a file that does not match is removed. */
  async verify(integrity: string): Promise<string | null> {
    for (const hash of strongest(integrity)) {
      const found = await this.#find(hash);
      if (found === null) continue;
      const actual = await flatHashOfFile(found, hash.algorithm).catch(() => undefined);
      if (actual !== undefined && sameHash(actual, hash)) return found;
      await rm(found, { force: true });
    }
    return null;
  }

  /** The content itself, checked against its hash, or `null`. For content that fits into memory. */
  async bytesOf(integrity: string): Promise<Buffer | null> {
    for (const hash of strongest(integrity)) {
      const found = await this.#find(hash);
      if (found === null) continue;
      const bytes = await readFile(found).catch(() => undefined);
      if (bytes !== undefined && sameHash(hashOf(hash.algorithm, bytes), hash)) return bytes;
      await rm(found, { force: true });
    }
    return null;
  }

  /** @returns where the content is now, and its sha256 as SRI */
  async putBytes(bytes: Uint8Array): Promise<{ path: string; integrity: string }> {
    const hash = hashOf("sha256", bytes);
    const file = this.#contentPath(hash, bytes.length);
    if ((await this.#find(hash)) === null) await writeAtomically(file, bytes, { durable: true });
    return { path: file, integrity: sri(hash) };
  }

  /**
   * Moves a finished, verified file of the same disk in; the caller vouches for its hash and size.
   *
   * @returns where it is now
   */
  async adopt(file: string, hash: Hash, size: number): Promise<string> {
    const target = this.#contentPath(hash, size);
    try {
      await mkdir(path.dirname(target), { recursive: true });
      const handle = await open(file, "r+");
      await handle.sync().finally(() => handle.close());
      await rename(file, target);
    } catch (error) {
      throw diskError(error, this.root);
    }
    return target;
  }

  /** Keeps a JSON value under a key. Only the key's hash is stored, so it may hold what is private. */
  async remember(key: string, value: unknown): Promise<void> {
    await writeAtomically(this.#factPath(key), JSON.stringify(value), { durable: false });
  }

  /** The value kept under a key, if it still has the shape asked for; otherwise `null`. */
  async recall<Value>(key: string, schema: z.ZodType<Value>): Promise<Value | null> {
    const file = this.#factPath(key);
    try {
      const parsed = schema.safeParse(JSON.parse(await readFile(file, "utf8")));
      return parsed.success ? parsed.data : null;
    } catch (error) {
      if (error instanceof SyntaxError) await rm(file, { force: true });
      else if (!isMissing(error)) throw diskError(error, file);
      return null;
    }
  }

  async forget(key: string): Promise<void> {
    await rm(this.#factPath(key), { force: true });
  }

  async #find(hash: Hash): Promise<string | null> {
    const { folder, name } = this.#place(hash);
    let names: string[];
    try {
      names = await readdir(folder);
    } catch (error) {
      if (isMissing(error)) return null;
      throw diskError(error, folder);
    }
    for (const found of names.filter((one) => one.startsWith(`${name}-`))) {
      const file = path.join(folder, found);
      const size = Number(found.slice(name.length + 1));
      if (await hasSize(file, size)) return file;
      await this.#discardBroken(file, size);
    }
    return null;
  }

  /** Another process may have put a sound file there since we looked: then it is put back. */
  async #discardBroken(file: string, size: number): Promise<void> {
    const aside = temporaryBeside(file);
    try {
      await rename(file, aside);
      if (await hasSize(aside, size)) await rename(aside, file);
      else await rm(aside, { force: true, recursive: true });
    } catch (error) {
      if (!isMissing(error)) throw diskError(error, file);
    }
  }

  #place(hash: Hash): { folder: string; name: string } {
    const hex = formatHash(hash, "base16");
    return {
      folder: path.join(this.root, "content", hash.algorithm, hex.slice(0, 2)),
      name: hex.slice(2),
    };
  }

  #contentPath(hash: Hash, size: number): string {
    const { folder, name } = this.#place(hash);
    return path.join(folder, `${name}-${size}`);
  }

  #factPath(key: string): string {
    const hex = createHash("sha256").update(key).digest("hex");
    return path.join(this.root, "facts", hex.slice(0, 2), `${hex.slice(2)}.json`);
  }
}

async function hasSize(file: string, size: number): Promise<boolean> {
  const stats = await stat(file).catch(() => undefined);
  return stats?.isFile() === true && stats.size === size;
}

function home(env: NodeJS.ProcessEnv): string {
  return env.HOME !== undefined && path.isAbsolute(env.HOME) ? env.HOME : os.homedir();
}
