import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LockedNpmServer } from "../config/lock-npm-schema.ts";
import { completeResolved } from "../prefetch/fix-lock/complete-resolved.ts";
import { hashOf, sri } from "../prefetch/hash.ts";
import { quickComplete } from "./quick-addresses.ts";
import type { PackagePlaces } from "./recipe.ts";

/** The exact bytes a lock entry's digests stand for. */
export interface LockedFiles {
  readonly manifest: Uint8Array;
  readonly lockfile: Uint8Array;
  /** The committed text, where it is `lockfile` without the addresses of npm's default registry. */
  readonly neutral?: string;
}

/**
 * Finds the package.json and package-lock.json of a lock entry by their digests: in the generated package,
 * else in the cache. Null when they are in neither (a fresh clone without the generated files).
 */
export async function lockedFiles(
  locked: Pick<LockedNpmServer, "lockfile">,
  places: PackagePlaces,
): Promise<LockedFiles | null> {
  const { digest, manifestDigest } = locked.lockfile;
  const [manifest, lockfile] = await Promise.all([
    findManifest(manifestDigest, places),
    findLockfile(digest, places),
  ]);
  return manifest === null || lockfile === null ? null : { manifest, ...lockfile };
}

async function findManifest(digest: string, { folder, cache }: PackagePlaces): Promise<Buffer | null> {
  const committed = await readFile(join(folder, "package.json")).catch(() => null);
  if (committed !== null && digestOf(committed) === digest) return committed;
  return cache.bytesOf(digest);
}

async function findLockfile(
  digest: string,
  places: PackagePlaces,
): Promise<Omit<LockedFiles, "manifest"> | null> {
  const committed = await readFile(join(places.folder, "package-lock.json")).catch(() => null);
  if (committed !== null) {
    if (digestOf(committed) === digest) return { lockfile: committed };
    const completed = completedLockfile(committed.toString("utf8"), digest, await places.defaultRegistry());
    if (completed !== null) return completed;
  }
  const cached = await places.cache.bytesOf(digest);
  return cached === null ? null : { lockfile: cached };
}

function completedLockfile(
  committed: string,
  digest: string,
  registry: string,
): Omit<LockedFiles, "manifest"> | null {
  for (const complete of [quickComplete, completeResolved]) {
    try {
      const lockfile = Buffer.from(complete(committed, registry));
      if (digestOf(lockfile) !== digest) continue;
      // Then every address of the registry was put in just now, and taking them out gives this text again.
      return committed.includes(registry) ? { lockfile } : { lockfile, neutral: committed };
    } catch {
      // Someone's edit broke it; it is generated, so the cache or a new prefetch puts it right.
    }
  }
  return null;
}

function digestOf(bytes: Uint8Array): string {
  return sri(hashOf("sha256", bytes));
}
