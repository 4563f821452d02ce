import { createHash } from "node:crypto";
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { ContentCache } from "../../cache/content-cache.ts";
import { UserError } from "../../errors.ts";
import { isBroken } from "./catalog-error.ts";
import { channelUrl, fetchChannel, forgetChannel } from "./fetch-channel.ts";
import { catalogFromNixPath } from "./nix-env.ts";
import type { SourceOptions } from "./source.ts";

/** A catalog as a file, before it is indexed. */
export interface Acquired {
  /** packages.json, plain or compressed. */
  readonly file: string;
  readonly origin: string;
  readonly etag: string | null;
  readonly revision: string | null;
  /** Tells versions of a local file apart; null where the ETag and the hash do. */
  readonly stamp: string | null;
  /** Removes what was made only to be indexed. */
  readonly done: () => Promise<void>;
  /** The bytes are broken: the next attempt must not find them again. */
  readonly reject: () => Promise<void>;
}

interface AcquireRun {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (done: number, total: number | undefined) => void;
}

/** Where the catalogs of a cache folder are. */
export const catalogsFolder = (cacheDir: string) => join(cacheDir, "catalog");

/** Where downloads are kept: to be asked about by ETag, and to build an index anew without a network. */
export const downloadsFolder = (cacheDir: string) => join(cacheDir, "downloads");

/** Tells a catalog's folder from those of other channels and files. */
export function catalogKey(options: Pick<SourceOptions, "file" | "baseUrl" | "channel">): string {
  const origin = originOf(options);
  return createHash("sha256").update(origin).digest("hex").slice(0, 20);
}

/** URL or file. */
export function originOf(options: Pick<SourceOptions, "file" | "baseUrl" | "channel">): string {
  return options.file ?? channelUrl(options);
}

/**
 * Gets hold of the catalog: the local file, the channel's, or, where that cannot be had and NIX_PATH may be asked, what
 * nix-env lists.
 *
 * @throws as `download`; UserError `E_CATALOG`
 */
export async function acquire(options: SourceOptions, run: AcquireRun): Promise<Acquired> {
  if (options.file !== undefined) return localFile(options.file);
  const cache = new ContentCache(downloadsFolder(options.cacheDir));
  const channel = { ...options, cache, ...run };
  try {
    const { file, etag, revision } = await fetchChannel(channel);
    const reject = async () => {
      await forgetChannel(channel);
      await rm(file, { force: true });
    };
    return { file, etag, revision, origin: channelUrl(options), stamp: null, done: nothing, reject };
  } catch (error) {
    if (run.signal?.aborted || options.nixPath !== true || !options.env.NIX_PATH) throw error;
    return fromNixPath(options, run).catch(() => {
      throw error;
    });
  }
}

/** The version of a local file: null where it is not there. */
export async function stampOf(file: string): Promise<string | null> {
  const stats = await stat(file).catch(() => null);
  return stats === null ? null : `${stats.size}-${stats.mtimeMs}`;
}

/** Whether what is on disk was made of broken bytes; then the file goes, so that the next attempt gets another. */
export async function rejectIfBroken(acquired: Acquired, error: unknown): Promise<void> {
  if (isBroken(error)) await acquired.reject();
}

async function localFile(file: string): Promise<Acquired> {
  const stamp = await stampOf(file);
  if (stamp === null) {
    throw new UserError("there is no such catalog file", {
      code: "E_CATALOG",
      where: file,
      hint: "Name a packages.json or packages.json.br, as https://channels.nixos.org/nixos-unstable/packages.json.br is.",
    });
  }
  return { file, origin: file, etag: null, revision: null, stamp, done: nothing, reject: nothing };
}

async function fromNixPath(options: SourceOptions, run: AcquireRun): Promise<Acquired> {
  const file = join(catalogsFolder(options.cacheDir), catalogKey(options), `nix-path-${process.pid}.json`);
  const done = () => rm(file, { force: true });
  try {
    await catalogFromNixPath(file, options.env, run.signal);
  } catch (error) {
    await done();
    throw error;
  }
  return {
    file,
    origin: "nix-env -qaP -f <nixpkgs>",
    etag: null,
    revision: null,
    stamp: null,
    done,
    reject: done,
  };
}

async function nothing(): Promise<void> {}
