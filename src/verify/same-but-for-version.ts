export interface Versions {
  readonly before: string;
  readonly after: string;
}

/** Whether two texts are the same, or differ in nothing but the package's version, which some servers put in theirs. */
export function sameButForVersion(before: string | null, after: string | null, versions: Versions): boolean {
  if (before === after) return true;
  if (before === null || after === null || versions.before === versions.after) return false;
  return without(before, versions.before) === without(after, versions.after);
}

/** `1.2` in `1.2.3` is another version. */
function without(text: string, version: string): string {
  if (version === "") return text;
  const literal = version.replace(/[^\w]/g, "\\$&");
  return text.replace(new RegExp(`(?<![\\w.])(v?)${literal}(?!\\w|\\.\\w)`, "g"), "$1\0");
}
