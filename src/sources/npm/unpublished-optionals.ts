import semver from "semver";
import { requirePlaces } from "./require-places.ts";

/** An entry of a lockfile's `packages`, as far as it matters here. */
interface Entry {
  readonly version?: string;
  optionalDependencies?: Record<string, string>;
  readonly link?: boolean;
}

/** A lockfile without promises it cannot keep, and what was taken out. */
interface KeptPromises {
  readonly text: string;
  /** Optional dependencies the root asked for. */
  readonly ofRoot: readonly string[];
  /** All of them, each name once, sorted. */
  readonly names: readonly string[];
}

/**
 * Takes optional dependencies out of a lockfile that it has no package for, because the registry has
 * none: a platform's binary that was never published, say. npm leaves such a package out of the lockfile
 * and then finds the lockfile incomplete (`npm ci`: "Missing: … from lock file").
 *
 * @param text a lockfile of version 3, as npm writes it
 */
export function dropUnpublishedOptionals(text: string): KeptPromises {
  const lock = JSON.parse(text) as { packages: Record<string, Entry> };
  const names = new Set<string>();
  const ofRoot: string[] = [];
  for (const [place, entry] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      const found = nearest(lock.packages, place, name);
      if (found !== undefined && isAnswer(found, range)) continue;
      delete entry.optionalDependencies![name];
      names.add(name);
      if (place === "") ofRoot.push(name);
    }
    if (Object.keys(entry.optionalDependencies ?? { some: 1 }).length === 0)
      delete entry.optionalDependencies;
  }
  return {
    text: names.size === 0 ? text : `${JSON.stringify(lock, null, 2)}\n`,
    ofRoot,
    names: [...names].sort(),
  };
}

/** Node's own search: the nearest node_modules, from the package upwards. */
function nearest(packages: Readonly<Record<string, Entry>>, place: string, name: string): Entry | undefined {
  for (const one of requirePlaces(place, name)) {
    const found = packages[one];
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Another version may stand there, hoisted for another package: npm takes that for missing, too. A spec
 * that is no range (a tag, an alias, an address) is npm's to judge.
 */
function isAnswer({ version }: Entry, range: string): boolean {
  if (version === undefined || semver.validRange(range, true) === null) return true;
  return semver.satisfies(version, range, { loose: true, includePrerelease: true });
}
