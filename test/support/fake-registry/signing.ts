import { createHash, generateKeyPairSync, sign } from "node:crypto";
import type { RegistryKey, SignatureMode } from "./types.ts";

export interface Signature {
  readonly keyid: string;
  readonly sig: string;
}

export interface Signer {
  readonly key: RegistryKey;
  /** `dist.signatures` of a version; undefined where there shall be none. */
  signatures(mode: SignatureMode, id: string, integrity: string): readonly Signature[] | undefined;
}

/**
 * ECDSA P-256 signatures over `NAME@VERSION:INTEGRITY`, as npm's registry makes them
 * (npm docs, "About registry signatures"). An invalid one is well-formed but over another text.
 */
export function makeSigner(expires: string | null): Signer {
  const pair = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const spki = pair.publicKey.export({ type: "spki", format: "der" });
  const keyid = `SHA256:${createHash("sha256").update(spki).digest("base64")}`;
  const scheme = "ecdsa-sha2-nistp256";
  const signed = (text: string): readonly Signature[] => [
    { keyid, sig: sign("sha256", Buffer.from(text), pair.privateKey).toString("base64") },
  ];
  return {
    key: { expires, keyid, keytype: scheme, scheme, key: spki.toString("base64") },
    signatures(mode, id, integrity) {
      if (mode === "missing") return undefined;
      return signed(mode === "valid" ? `${id}:${integrity}` : `${id}:${integrity} of something else`);
    },
  };
}
