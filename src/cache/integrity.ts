import { UserError } from "../errors.ts";
import { digestSize, type Hash, parseHash, sameHash, sri } from "../prefetch/hash.ts";

/**
 * The hashes of an `integrity` attribute that count: those of its strongest algorithm. Any of them may match,
 * weaker ones and unknown algorithms are ignored, options after `?` too, as the W3C's Subresource Integrity has it.
 *
 * @throws UserError `E_HASH` when no part of it is a hash we know
 */
export function strongest(integrity: string): readonly [Hash, ...Hash[]] {
  const [first, ...others] = integrity.split(/\s+/).flatMap((part) => known(part.replace(/\?.*$/, "")));
  if (first === undefined) {
    throw new UserError(`no usable hash in integrity '${integrity}'`, {
      code: "E_HASH",
      hint: "It wants a hash like 'sha512-…' (also sha256, sha1 or md5).",
    });
  }
  const best = [first, ...others].reduce((a, b) =>
    digestSize[b.algorithm] > digestSize[a.algorithm] ? b : a,
  ).algorithm;
  return [first, ...others].filter(({ algorithm }) => algorithm === best) as [Hash, ...Hash[]];
}

/** Whether `hash` is one of those wanted. */
export function matches(hash: Hash, wanted: readonly Hash[]): boolean {
  return wanted.some((one) => sameHash(one, hash));
}

export function describeHashes(hashes: readonly Hash[]): string {
  return hashes.map(sri).join(" or ");
}

function known(part: string): Hash[] {
  try {
    return [parseHash(part)];
  } catch {
    return [];
  }
}
