import semver from "semver";

/** A tag that names a version, as `v1.2.3`, `release-1.2.3`, `@scope/name@1.2.3`. */
export interface VersionTag {
  readonly tag: string;
  /** What stands before the version: `v`, `@scope/name@`. */
  readonly prefix: string;
  /** Without the prefix. */
  readonly version: string;
}

/** Two numbers at least; a number alone could be anything. */
const VERSION = /^(.*?)(?<![0-9.])(\d+(?:\.\d+)+(?:[-+._]?[A-Za-z0-9.+-]*)?)$/;

/** Reads a tag; null: it names no version. */
export function versionOfTag(tag: string): VersionTag | null {
  const [, prefix, version] = VERSION.exec(tag) ?? [];
  return prefix === undefined || version === undefined ? null : { tag, prefix, version };
}

/** Whether it is a release for everybody; `1.0.0-rc.1`, `2.0b3` and `nightly` are not. */
export function isStable({ prefix, version }: VersionTag): boolean {
  const words =
    /(?:^|[^A-Za-z])(?:alpha|beta|canary|dev|next|nightly|pre|preview|rc|snapshot|test)(?![A-Za-z])/i;
  return !words.test(prefix) && !/[A-Za-z]/.test(version.replace(/\+.*$/, "")) && !/-/.test(version);
}

/**
 * The tag of the highest version. In a repository of several packages each has tags of its own: those of the server are
 * told by its folder's name in them.
 *
 * @param folder the server's subfolder; "" for the repository itself
 * @returns null when no tag names a stable version
 */
export function newestTag(tags: Iterable<string>, folder: string): VersionTag | null {
  const all = [...tags].flatMap((tag) => versionOfTag(tag) ?? []).filter(isStable);
  const own = folder === "" ? [] : all.filter(({ prefix }) => isOf(prefix, folder));
  const plain = all.filter(({ prefix }) => /^(?:v|release[-/_]?v?|)$/i.test(prefix));
  const candidates = [own, plain, folder === "" ? all : []].find((some) => some.length > 0) ?? [];
  return candidates.toSorted(compareTags).at(-1) ?? null;
}

/** Whether a tag's prefix names a folder's package: `packages/server/v`, `@scope/server@`, `server-v`. */
export function isOf(prefix: string, folder: string): boolean {
  const name = prefix
    .replace(/[-_/@]?v?$/i, "")
    .replace(/^.*\//, "")
    .toLowerCase();
  const last = folder.replace(/^.*\//, "").toLowerCase();
  return name === last || name.endsWith(`-${last}`);
}

/** Ascending by version, for `sort`; 0 only for the same tag. */
export function compareTags(a: VersionTag, b: VersionTag): number {
  const parsed = [a, b].map(
    ({ version }) => semver.parse(version, { loose: true }) ?? semver.coerce(version),
  );
  const [first, second] = parsed;
  if (first && second) {
    const order = semver.compareBuild(first, second);
    if (order !== 0) return order;
  }
  const numbers = (tag: VersionTag) => tag.version.split(/[^0-9]+/).map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const order = (left[at] ?? 0) - (right[at] ?? 0);
    if (order !== 0) return order;
  }
  return a.tag === b.tag ? 0 : a.tag < b.tag ? -1 : 1;
}
