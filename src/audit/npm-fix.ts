import semver from "semver";

/** Versions of a package that no advisory at hand is about, above the one that is installed. */
export interface NpmFix {
  /** null: there is none. */
  readonly lowest: string | null;
  /** The highest that all who ask for the package would take; null: none of them. */
  readonly inRange: string | null;
}

/**
 * Looks among published versions for a way out.
 *
 * @param affected ranges of all advisories on the package
 * @param asked ranges that its dependents ask for; null where one is not known
 */
export function npmFix(
  installed: string,
  published: readonly string[],
  affected: readonly string[],
  asked: readonly (string | null)[],
): NpmFix {
  const options = { loose: true, includePrerelease: true };
  const free = published
    .filter((version) => semver.valid(version) !== null && semver.prerelease(version) === null)
    .filter((version) => semver.gt(version, installed, true))
    .filter((version) => !affected.some((range) => semver.satisfies(version, range, options)))
    .sort(semver.compare);
  const fits = (version: string) =>
    asked.every((range) => range !== null && semver.satisfies(version, range, true));
  return { lowest: free[0] ?? null, inRange: (asked.length > 0 && free.findLast(fits)) || null };
}
