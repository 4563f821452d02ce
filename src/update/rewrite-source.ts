import { parseSource, type Source } from "../sources/source.ts";

/** What stands before an exact version at the end of a source. */
const beforeVersion: Readonly<Record<Source["kind"], RegExp>> = {
  npm: /^(.+@=?)[^@]+$/,
  pypi: /^(.+?(?:@|===?)\s*(?:===?\s*)?)[^@=\s]+\s*$/,
  go: /^(.+@)[^@]+$/,
  // An @ right after a / belongs to a folder's name.
  github: /^(.+?(?<=[^/])@).+$/,
};

/**
 * A source with an exact version in its end, written with another one; null where it is written in a way that this does
 * not see through.
 *
 * @param version as the kind writes it there: Go's with `v`, a tag whole
 */
export function withVersion(source: Source, version: string): string | null {
  const [, front] = beforeVersion[source.kind].exec(source.spec) ?? [];
  if (front === undefined) return null;
  const written = `${front}${version}`;
  const read = parseSource(written);
  return read.kind === source.kind && read.name === source.name ? written : null;
}
