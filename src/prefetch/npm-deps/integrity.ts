import { UserError } from "../../errors.ts";

/** One hash of a lockfile's `integrity` field, in the form npm writes it. */
export interface LockIntegrity {
  readonly algorithm: "sha1" | "sha512";
  /** `sha512-…`, exactly as in the lockfile: it is repeated in the cache's index. */
  readonly sri: string;
  /** Lower-case hex of the digest: the place in `content-v2`. */
  readonly hex: string;
}

/** Weakest first. nixpkgs' fetcher knows these two and refuses the rest. */
const ALGORITHMS = ["sha1", "sha512"] as const;
const DIGEST_BYTES = { sha1: 20, sha512: 64 } as const;

/**
 * The strongest hash of an `integrity` field (several stand there separated by whitespace), or
 * undefined for an empty one.
 *
 * Source: nixpkgs `fetch-npm-deps/src/parse/lock.rs` (`HashCollection`).
 * @throws UserError `E_LOCK_INTEGRITY` for an unknown algorithm or a malformed digest.
 */
export function strongestIntegrity(field: string, where?: string): LockIntegrity | undefined {
  const hashes = field
    .split(/[ \t\n\f\r]+/)
    .filter((hash) => hash !== "")
    .map((hash) => parseIntegrity(hash, where));
  return hashes.reduce<LockIntegrity | undefined>(
    (best, hash) => (best === undefined || strength(hash) > strength(best) ? hash : best),
    undefined,
  );
}

/** Rank among the known algorithms; a missing integrity is weaker than any. */
export function strength(integrity: LockIntegrity | undefined): number {
  return integrity === undefined ? -1 : ALGORITHMS.indexOf(integrity.algorithm);
}

function parseIntegrity(sri: string, where: string | undefined): LockIntegrity {
  const dash = sri.indexOf("-");
  const algorithm = ALGORITHMS.find((name) => name === sri.slice(0, dash));
  if (algorithm === undefined) {
    throw new UserError(`integrity ${JSON.stringify(sri)} is neither sha1 nor sha512`, {
      code: "E_LOCK_INTEGRITY",
      where,
      hint: "nixpkgs' fetchNpmDeps takes these two only; `mcp-nixgen fix-lock` writes the registry's sha512.",
    });
  }
  const digest = Buffer.from(sri.slice(dash + 1), "base64");
  if (digest.length !== DIGEST_BYTES[algorithm] || digest.toString("base64") !== sri.slice(dash + 1)) {
    throw new UserError(`integrity ${JSON.stringify(sri)} is not a ${algorithm} digest in base64`, {
      code: "E_LOCK_INTEGRITY",
      where,
    });
  }
  return { algorithm, sri, hex: digest.toString("hex") };
}
