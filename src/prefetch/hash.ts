import { createHash } from "node:crypto";
import { UserError } from "../errors.ts";
import { decodeNix32, encodeNix32, nix32Length } from "./nix32.ts";

export type HashAlgorithm = "md5" | "sha1" | "sha256" | "sha512";

export type HashForm = "sri" | "base16" | "nix32" | "base64";

/** A finished digest; `digest` has `digestSize[algorithm]` bytes. */
export interface Hash {
  readonly algorithm: HashAlgorithm;
  readonly digest: Uint8Array;
}

/** Bytes of a digest, an algorithm each; weakest first. */
export const digestSize: Readonly<Record<HashAlgorithm, number>> = {
  md5: 16,
  sha1: 20,
  sha256: 32,
  sha512: 64,
};

function isHashAlgorithm(name: string): name is HashAlgorithm {
  return Object.hasOwn(digestSize, name);
}

/**
 * Reads one hash in any form Nix accepts: SRI (`sha256-…=`), `algo:` followed by base16, nix32 or base64, or
 * one of those three bare when `algorithm` says what it is (an `algorithm` that contradicts the text's own
 * is refused). The length decides between the three, as in `src/libutil/hash.cc` of NixOS/nix.
 *
 * Two deviations, both on the strict side: unknown base64 characters and non-zero spare bits are refused,
 * since a text that does not survive a round trip is a typing error.
 *
 * @throws UserError `E_HASH`
 */
export function parseHash(text: string, algorithm?: HashAlgorithm): Hash {
  const trimmed = text.trim();
  if (/\s/.test(trimmed)) {
    throw invalid(trimmed, "several hashes where one is wanted", "Keep the strongest of them only.");
  }
  const { named, separator, rest } = splitPrefix(trimmed);
  if (named !== undefined && !isHashAlgorithm(named)) {
    throw invalid(trimmed, `unknown hash algorithm '${named}'`, "Known are md5, sha1, sha256 and sha512.");
  }
  if (named !== undefined && algorithm !== undefined && named !== algorithm) {
    throw invalid(trimmed, `it is ${named} where ${algorithm} is wanted`);
  }
  const known = named ?? algorithm;
  if (known === undefined) {
    throw invalid(trimmed, "it does not say its algorithm", "Write it as SRI, 'sha256-…', or as 'sha256:…'.");
  }
  const digest =
    separator === "-" ? fromBase64(rest, digestSize[known]) : fromAnyBase(rest, digestSize[known]);
  if (digest === undefined) throw invalid(trimmed, `no ${known} digest in a form Nix knows`);
  return { algorithm: known, digest };
}

/** `sri` is `algo-base64`; the other three are bare, without the algorithm's name. */
export function formatHash(hash: Hash, form: HashForm): string {
  return FORMATTERS[form](hash);
}

const FORMATTERS: Readonly<Record<HashForm, (hash: Hash) => string>> = {
  sri: ({ algorithm, digest }) => `${algorithm}-${buffer(digest).toString("base64")}`,
  base16: ({ digest }) => buffer(digest).toString("hex"),
  nix32: ({ digest }) => encodeNix32(digest),
  base64: ({ digest }) => buffer(digest).toString("base64"),
};

/** `algo-base64`, the form Nix expressions and npm's lockfiles share. */
export function sri(hash: Hash): string {
  return formatHash(hash, "sri");
}

export function hashOf(algorithm: HashAlgorithm, bytes: Uint8Array | string): Hash {
  return { algorithm, digest: createHash(algorithm).update(bytes).digest() };
}

export function sameHash(a: Hash, b: Hash): boolean {
  return a.algorithm === b.algorithm && Buffer.compare(a.digest, b.digest) === 0;
}

function splitPrefix(text: string): { named?: string; separator?: ":" | "-"; rest: string } {
  // Neither base16, nix32 nor base64 has ':' or '-', so the first one always ends the algorithm's name.
  const match = /^([^:-]*)([:-])(.*)$/.exec(text);
  if (match === null) return { rest: text };
  return { named: match[1]!, separator: match[2] as ":" | "-", rest: match[3]! };
}

function fromAnyBase(text: string, size: number): Uint8Array | undefined {
  if (text.length === size * 2) return fromBase16(text);
  if (text.length === nix32Length(size)) return decodeNix32(text);
  if (text.length === Math.ceil(size / 3) * 4) return fromBase64(text, size);
  return undefined;
}

function fromBase16(text: string): Uint8Array | undefined {
  return /^[0-9a-fA-F]*$/.test(text) ? Buffer.from(text, "hex") : undefined;
}

function fromBase64(text: string, size: number): Uint8Array | undefined {
  const digest = Buffer.from(text, "base64");
  const unpadded = text.replace(/={0,2}$/, "");
  const survives = digest.toString("base64").replace(/=+$/, "") === unpadded;
  return survives && digest.length === size ? digest : undefined;
}

function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function invalid(text: string, why: string, hint?: string): UserError {
  return new UserError(`invalid hash '${text}': ${why}`, { code: "E_HASH", hint });
}
