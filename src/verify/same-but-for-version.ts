export interface Versions {
  readonly before: string;
  readonly after: string;
}

/**
 * What is surely a version, and no number or word that stands in a text for another reason: `1.2`, `1.2.3-beta.4`,
 * `1.2rc1`. A server chooses its version: `100` in the place of `1`, or orders as a pre-release, are to be seen.
 */
const surely =
  /^\d{1,10}(?:\.\d{1,10}){1,4}(?:[.-]?(?:a|b|c|alpha|beta|rc|pre|preview|dev|post|next|canary|nightly)(?:\.?\d{1,12}){0,2})?$/;

/** Whether two texts are the same, or differ in nothing but the package's version, which some servers put in theirs. */
export function sameButForVersion(before: string | null, after: string | null, versions: Versions): boolean {
  if (before === after) return true;
  if (before === null || after === null || versions.before === versions.after) return false;
  if (!surely.test(versions.before) || !surely.test(versions.after)) return false;
  return without(before, versions.before) === without(after, versions.after);
}

/** `1.2` in `1.2.3` is another version. */
function without(text: string, version: string): string {
  const literal = version.replace(/[^\w]/g, "\\$&");
  return text.replace(new RegExp(`(?<![\\w.])(v?)${literal}(?!\\w|\\.\\w)`, "g"), "$1\0");
}
