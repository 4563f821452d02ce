import { createHash, randomBytes } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pLimit from "p-limit";
import { z } from "zod";
import { throwIfAborted } from "../../cache/abort.ts";
import type { ContentCache } from "../../cache/content-cache.ts";
import { diskError } from "../../cache/disk-errors.ts";
import { download } from "../../cache/download.ts";
import type { Connection } from "../../cache/http.ts";
import { ArchiveFile, StoredFile } from "../archive/archive-file.ts";
import { type Hash, parseHash, sri } from "../hash.ts";
import { narHash } from "../nar.ts";
import { Failures } from "../npm-deps/failures.ts";
import { directory, file, type TreeDirectory, type TreeFile } from "../tree.ts";
import { Contents } from "./contents.ts";
import { type PnpmPackage, pnpmPackages } from "./lockfile.ts";
import { posixTar } from "./posix-tar.ts";
import { PnpmStore } from "./store.ts";
import { zstd } from "./zstd.ts";

/** Changes whenever the same lockfile could get another hash; what was remembered before is then void. */
const REVISION = 1;

/** The only one that nixpkgs has for pnpm 10, old and new releases alike. */
export const PNPM_FETCHER_VERSION = 3;

const DEFAULT_CONCURRENCY = 16;

export interface PnpmDepsOptions {
  readonly cache: ContentCache;
  /** The registry a package comes from, with a slash at its end. */
  readonly registryFor: (name: string) => string;
  /** Private headers for a URL (authorization). */
  readonly headersFor?: ((url: string) => Record<string, string>) | undefined;
  /** Where a URL of the lockfile is really downloaded from. */
  readonly rewriteUrl?: ((url: string) => string) | undefined;
  readonly connection?: Connection | undefined;
  /** Downloads at a time; 16 without it. */
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: PnpmDepsEvent) => void) | undefined;
  /** The lockfile's name for messages. */
  readonly where: string;
}

/** Progress of one lockfile. */
export type PnpmDepsEvent =
  | { readonly type: "memoised" }
  | { readonly type: "tarball"; readonly name: string; readonly done: number; readonly total: number }
  | { readonly type: "packing" };

export interface PnpmDepsHash {
  /** sha256 of the NAR: `hash` of `fetchPnpmDeps`. */
  readonly hash: Hash;
  readonly packages: number;
}

/**
 * The `hash` of nixpkgs' `fetchPnpmDeps` with `pnpm_10` and fetcher version 3, without Nix and without pnpm: the store pnpm
 * would fill is made from the lockfile and the tarballs, each checked against the lockfile's integrity, and packed as
 * there. No code of the repository runs (pnpm itself would run its `.pnpmfile.cjs`).
 *
 * @param lock the text of pnpm-lock.yaml
 * @throws UserError or ManyErrors: see `pnpmPackages`, `download`, `zstd`; an AbortError when the signal fires
 */
export async function pnpmDepsHash(lock: string, options: PnpmDepsOptions): Promise<PnpmDepsHash> {
  const packages = pnpmPackages(lock, options.where);
  const digest = createHash("sha256").update(lock).digest("hex");
  const key = `pnpm-deps hash ${REVISION} ${PNPM_FETCHER_VERSION} ${digest}`;
  const memo = await options.cache.recall(key, memoSchema);
  if (memo !== null) {
    options.onEvent?.({ type: "memoised" });
    return { packages: packages.length, hash: parseHash(memo.hash) };
  }
  const hash = await withPnpmStore(packages, options, async (store) => {
    options.onEvent?.({ type: "packing" });
    const packed = await pack(store, options.signal);
    try {
      return await narHash(
        directory({
          ".fetcher-version": file(`${PNPM_FETCHER_VERSION}\n`),
          "pnpm-store.tar.zst": packed.node,
        }),
      );
    } finally {
      await packed.close();
    }
  });
  throwIfAborted(options.signal);
  await options.cache.remember(key, { hash: sri(hash) });
  return { hash, packages: packages.length };
}

const memoSchema = z.object({ hash: z.string() });

/**
 * Gives `use` the tree that pnpm 10 fills a store with (`store-dir`; its `v10` is the only entry), as it is after
 * `fetchPnpmDeps` has put it right. It can be read until `use` is done.
 *
 * @throws as `pnpmDepsHash`
 */
export async function withPnpmStore<Result>(
  packages: readonly PnpmPackage[],
  options: PnpmDepsOptions,
  use: (store: TreeDirectory) => Promise<Result>,
): Promise<Result> {
  const limit = pLimit(options.concurrency ?? DEFAULT_CONCURRENCY);
  const failures = new Failures();
  const contents = await Contents.open();
  try {
    const store = new PnpmStore(contents);
    let done = 0;
    await Promise.all(
      packages.map((one) =>
        limit(() =>
          failures.keep(async () => {
            throwIfAborted(options.signal);
            await store.add(one, await tarballOf(one, options));
            done += 1;
            options.onEvent?.({ type: "tarball", name: one.name, done, total: packages.length });
          }),
        ),
      ),
    );
    failures.throwAny();
    return await use(store.tree());
  } finally {
    await contents.close();
  }
}

async function tarballOf(wanted: PnpmPackage, options: PnpmDepsOptions): Promise<string> {
  const { name, version, integrity } = wanted;
  const registry = options.registryFor(name);
  const url = new URL(wanted.tarball ?? `${name}/-/${name.replace(/^.*\//, "")}-${version}.tgz`, registry)
    .href;
  const { path } = await download({
    url: options.rewriteUrl?.(url) ?? url,
    headers: options.headersFor,
    connection: options.connection,
    integrity,
    cache: options.cache,
    signal: options.signal,
  });
  return path;
}

/** The store's tarball, compressed, in a temporary file without a name. */
async function pack(
  store: TreeDirectory,
  signal: AbortSignal | undefined,
): Promise<{ node: TreeFile; close(): Promise<void> }> {
  let plain = 0;
  for await (const chunk of posixTar(store)) plain += chunk.length;
  const place = path.join(os.tmpdir(), `mcp-nixgen-${randomBytes(8).toString("hex")}.tar.zst`);
  let handle: FileHandle | undefined;
  try {
    handle = await open(place, "wx+", 0o600);
    await unlink(place);
    let size = 0;
    for await (const chunk of zstd(posixTar(store), plain, signal)) {
      await handle.writeFile(chunk);
      size += chunk.length;
    }
    const opened = handle;
    return {
      node: new StoredFile(new ArchiveFile(opened, size), { offset: 0, size, executable: false }),
      close: () => opened.close(),
    };
  } catch (error) {
    await handle?.close();
    throw diskError(error, os.tmpdir());
  }
}
