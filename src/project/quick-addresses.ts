import { conventionalTarballUrl } from "../prefetch/fix-lock/conventional-url.ts";

// `completeResolved` and `omitResolved` for lockfiles as npm writes them, in a tenth of the time: with a
// hundred servers that is the larger part of `generate`.

/** Place, perhaps an alias' name, version, in npm's own writing; groups: all, folder, alias, version. */
const head =
  '( {4}"(?:[^"\\n]*\\/)?node_modules\\/((?:@[^"/\\n]+\\/)?[^"/\\n]+)": \\{\\n(?: {6}"name": "([^"\\n]+)",\\n)? {6}"version": "([^"\\n]+)",\\n)';
const integrityFollows = '(?= {6}"integrity": )';

const without = new RegExp(`^${head}${integrityFollows}`, "gm");
const withAddress = new RegExp(`^${head} {6}"resolved": "([^"\\n]*)",\\n${integrityFollows}`, "gm");

/** A guess at what `completeResolved` gives. Only for who can check the result, by its digest. */
export function quickComplete(lock: string, registry: string): string {
  return lock.replace(
    without,
    (_, start: string, folder: string, alias: string | undefined, version: string) =>
      `${start}      "resolved": "${conventionalTarballUrl(registry, alias ?? folder, version)}",\n`,
  );
}

/**
 * What `omitResolved` gives, or null where this cannot be sure of it.
 *
 * It takes out only what is conventional; with the registry's name gone from the text, that was all of it.
 */
export function quickOmit(lock: string, registry: string): string | null {
  // Entries of a bundle and links keep what they have, and say only later that they are such.
  if (/"(?:inBundle|link)": true/.test(lock)) return null;
  const omitted = lock.replace(
    withAddress,
    (all: string, start: string, folder: string, alias: string | undefined, version: string, url: string) =>
      url === conventionalTarballUrl(registry, alias ?? folder, version) ? start : all,
  );
  return omitted.includes(registry) ? null : omitted;
}
