/** Neither a pre-release nor one for developers. */
export function isRelease(version: string): boolean {
  return /^v?(?:\d+!)?\d+(?:\.\d+)*(?:[._-]?post\d*)?$/i.test(version);
}

/** Ascending, for `sort`; of releases, whose numbers are all that tells them apart. */
export function compareReleases(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => version.split(/\D+/).filter(Boolean).map(Number));
  for (let at = 0; at < Math.max(a?.length ?? 0, b?.length ?? 0); at++) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
