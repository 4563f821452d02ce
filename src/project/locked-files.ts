import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ContentCache } from "../cache/content-cache.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import { completeResolved } from "../prefetch/fix-lock/complete-resolved.ts";
import { hashOf, sri } from "../prefetch/hash.ts";

/** The exact bytes a lock entry's digests stand for. */
export interface LockedFiles {
  readonly manifest: Uint8Array;
  readonly lockfile: Uint8Array;
}

export interface LockedFilesPlaces {
  readonly cache: ContentCache;
  /** The generated package's folder, absolute: what was committed is the other copy. */
  readonly folder: string;
  /** npm's default registry, by which a committed lockfile without `resolved` is completed. */
  readonly defaultRegistry: () => Promise<string>;
}

/**
 * Finds the package.json and package-lock.json of a lock entry by their digests: in the generated package,
 * else in the cache. Null when they are in neither (a fresh clone without the generated files).
 */
export async function lockedFiles(
  locked: LockedServer,
  places: LockedFilesPlaces,
): Promise<LockedFiles | null> {
  const { digest, manifestDigest } = locked.lockfile;
  const [manifest, lockfile] = await Promise.all([
    find(manifestDigest, "package.json", places),
    find(digest, "package-lock.json", places),
  ]);
  return manifest === null || lockfile === null ? null : { manifest, lockfile };
}

async function find(digest: string, name: string, places: LockedFilesPlaces): Promise<Uint8Array | null> {
  const committed = await readFile(join(places.folder, name)).catch(() => null);
  if (committed !== null) {
    if (digestOf(committed) === digest) return committed;
    const completed = await completedLockfile(committed, name, places);
    if (completed !== null && digestOf(completed) === digest) return completed;
  }
  return places.cache.bytesOf(digest);
}

async function completedLockfile(
  bytes: Buffer,
  name: string,
  { defaultRegistry }: LockedFilesPlaces,
): Promise<Buffer | null> {
  if (name !== "package-lock.json") return null;
  try {
    return Buffer.from(completeResolved(bytes.toString("utf8"), await defaultRegistry()));
  } catch {
    // Someone's edit broke it; it is generated, so the cache or a new prefetch puts it right.
    return null;
  }
}

function digestOf(bytes: Uint8Array): string {
  return sri(hashOf("sha256", bytes));
}
