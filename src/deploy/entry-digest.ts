import { createHash } from "node:crypto";
import type { JsonValue } from "../clients/types.ts";

/**
 * What tells one entry of a client's file from another: SHA-256, in hex, of its value as JSON with sorted keys.
 * Layout, comments and the order of keys make no difference, as they make none to a client.
 */
export function entryDigest(entry: JsonValue): string {
  return createHash("sha256").update(canonicalJson(entry)).digest("hex");
}

/** Keys are written as they are read back: `-0` and `0` are one number, a missing value is no key. */
function canonicalJson(value: JsonValue): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : Number(a > b))))
      : part,
  );
}
