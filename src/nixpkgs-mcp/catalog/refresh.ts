import { rm } from "node:fs/promises";
import { ContentCache } from "../../cache/content-cache.ts";
import { type Acquired, acquire, downloadsFolder, originOf, rejectIfBroken, stampOf } from "./acquire.ts";
import type { SourceOptions } from "./source.ts";
import { startBuild } from "./start-build.ts";
import type { CatalogStore, Pointer } from "./store.ts";
import type { CatalogState } from "./types.ts";

interface RefreshRun {
  readonly signal?: AbortSignal | undefined;
  readonly onState: (state: CatalogState) => void;
  /** The index that is there is broken or of another version: make it anew even of the same catalog. */
  readonly rebuild: boolean;
}

/**
 * Brings the catalog on disk up to date: gets it, and indexes it unless it is the one that is there. Where the index
 * alone is broken, it is made of what was downloaded before, without a network.
 *
 * @throws whatever getting or indexing it throws; what was there stays
 */
export async function refresh(
  options: SourceOptions,
  store: CatalogStore,
  run: RefreshRun,
): Promise<Pointer> {
  const begun = Date.now();
  return store.exclusively(async () => {
    const before = await store.pointer();
    // Another process was faster.
    if (before !== null && before.checkedAt > begun) return before;
    const kept = run.rebuild && before !== null ? await keptFile(options, before) : null;
    if (kept !== null) return build(options, store, kept, run, before, true);
    const acquired = await acquire(options, {
      signal: run.signal,
      onProgress: (done, total) => run.onState(loading("download", done, total)),
    });
    try {
      const isSame = !run.rebuild && before !== null && (await isCurrent(options, before, acquired));
      return isSame
        ? await confirm(store, before, acquired)
        : await build(options, store, acquired, run, before);
    } finally {
      await acquired.done();
    }
  }, run.signal);
}

/** Whether what its origin offers is newer than what is there, as far as can be told without asking a server. */
export async function isStale(options: SourceOptions, pointer: Pointer): Promise<boolean> {
  if (options.file !== undefined) return (await stampOf(options.file)) !== pointer.stamp;
  const age = Date.now() - pointer.checkedAt;
  return age < 0 || age > options.maxAgeMs;
}

async function isCurrent(options: SourceOptions, before: Pointer, acquired: Acquired): Promise<boolean> {
  if (before.facts.origin !== acquired.origin) return false;
  if (acquired.stamp !== null) return acquired.stamp === before.stamp;
  const cache = new ContentCache(downloadsFolder(options.cacheDir));
  return (await cache.pathOf(integrityOf(before))) === acquired.file;
}

async function confirm(store: CatalogStore, before: Pointer, acquired: Acquired): Promise<Pointer> {
  const { etag, revision } = acquired;
  const facts = {
    ...before.facts,
    etag: etag ?? before.facts.etag,
    revision: revision ?? before.facts.revision,
  };
  const pointer = { ...before, facts, checkedAt: Date.now() };
  await store.update(pointer);
  return pointer;
}

/** @param kept whether it is made of what `before` was made of, which nobody has confirmed since */
async function build(
  options: SourceOptions,
  store: CatalogStore,
  acquired: Acquired,
  run: RefreshRun,
  before: Pointer | null,
  kept = false,
): Promise<Pointer> {
  run.onState(loading("index"));
  const { origin, etag, revision, stamp, file } = acquired;
  try {
    const pointer = await store.replace(async (folder) => {
      const { packages, sha256 } = await startBuild({
        file,
        folder,
        signal: run.signal,
        program: options.indexProgram,
        onProgress: (done, total) => run.onState(loading("index", done, total)),
      });
      const time = kept ? before : null;
      const fetchedAt = time?.facts.fetchedAt ?? new Date().toISOString();
      const facts = { origin, packages, etag, sha256, fetchedAt, revision };
      return { facts, stamp, checkedAt: time?.checkedAt ?? Date.now() };
    });
    if (before !== null && before.facts.sha256 !== pointer.facts.sha256) await dropDownload(options, before);
    return pointer;
  } catch (error) {
    await rejectIfBroken(acquired, error);
    throw error;
  }
}

/** What the broken index was made of, if it is still there. */
async function keptFile(options: SourceOptions, before: Pointer): Promise<Acquired | null> {
  const { origin, etag, revision } = before.facts;
  if (options.file !== undefined || origin !== originOf(options)) return null;
  const cache = new ContentCache(downloadsFolder(options.cacheDir));
  // Its bytes may have been hurt by what hurt the index.
  const file = await cache.verify(integrityOf(before));
  if (file === null) return null;
  const reject = () => rm(file, { force: true });
  return { file, origin, etag, revision, stamp: null, done: async () => {}, reject };
}

async function dropDownload(options: SourceOptions, before: Pointer): Promise<void> {
  if (options.file !== undefined) return;
  const old = await new ContentCache(downloadsFolder(options.cacheDir)).pathOf(integrityOf(before));
  if (old !== null) await rm(old, { force: true });
}

function integrityOf({ facts }: Pointer): string {
  return `sha256-${Buffer.from(facts.sha256, "hex").toString("base64")}`;
}

function loading(what: "download" | "index", done?: number, total?: number): CatalogState {
  return {
    kind: "loading",
    what,
    ...(done === undefined ? {} : { done }),
    ...(total === undefined ? {} : { total }),
  };
}
