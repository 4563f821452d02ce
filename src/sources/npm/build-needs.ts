import { type LockPackage, packageNameAt } from "./install-scripts.ts";
import type { Lockfile } from "./lockfile.ts";
import type { NpmRegistry } from "./npm-registry.ts";
import { cachedPackuments, npmCiOffline } from "./offline-check.ts";

/** What the build has to give npm besides the lockfile, the least of it first. */
interface BuildNeeds {
  readonly fetcherVersion: 1 | 2;
  readonly npmFlags: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Finds what the build's `npm ci --offline` is content with. A lockfile with conflicting peers needs a
 * flag: --legacy-peer-deps installs it as it stands, --force resolves again.
 */
export async function buildNeeds(
  lockfile: Lockfile,
  packages: ReadonlyMap<string, LockPackage>,
  { config, packumentCache }: NpmRegistry,
  where: string,
): Promise<BuildNeeds> {
  const locked = new Map<string, Set<string>>();
  for (const [place, entry] of packages) {
    if (entry.version === undefined) continue;
    const name = packageNameAt(place, entry);
    const versions = locked.get(name) ?? new Set();
    locked.set(name, versions.add(entry.version));
  }
  const flagSets = lockfile.forced ? [["--legacy-peer-deps"], ["--force"]] : [[]];
  let reason = "";
  for (const fetcherVersion of [1, 2] as const) {
    const packuments = fetcherVersion === 1 ? new Map() : cachedPackuments(packumentCache, locked);
    for (const npmFlags of flagSets) {
      const { manifest, text: lockText } = lockfile;
      const result = await npmCiOffline({ where, manifest, lockText, npmFlags, config, packuments });
      if (result.ok) return { fetcherVersion, npmFlags, notes: [] };
      reason = result.reason;
    }
  }
  const notes = [`npm ci may refuse its lockfile in the build, even with fetcher version 2: ${reason}`];
  return { fetcherVersion: 2, npmFlags: flagSets[0] ?? [], notes };
}
