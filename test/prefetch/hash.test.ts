import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import {
  digestSize,
  formatHash,
  type Hash,
  type HashAlgorithm,
  type HashForm,
  hashOf,
  parseHash,
  sri,
} from "../../src/prefetch/hash.ts";
import { decodeNix32, encodeNix32 } from "../../src/prefetch/nix32.ts";

const algorithms = Object.keys(digestSize) as HashAlgorithm[];
const forms: HashForm[] = ["sri", "base16", "nix32", "base64"];

const anyHash: fc.Arbitrary<Hash> = fc
  .constantFrom(...algorithms)
  .chain((algorithm) =>
    fc
      .uint8Array({ minLength: digestSize[algorithm], maxLength: digestSize[algorithm] })
      .map((digest) => ({ algorithm, digest })),
  );

const bytesOf = (hash: Hash) => ({
  algorithm: hash.algorithm,
  hex: Buffer.from(hash.digest).toString("hex"),
});

describe("parseHash and formatHash", () => {
  it.each(forms)("read back what they wrote as %s", (form) => {
    fc.assert(
      fc.property(anyHash, (hash) => {
        const text = formatHash(hash, form);
        expect(bytesOf(parseHash(text, hash.algorithm))).toEqual(bytesOf(hash));
        if (form === "sri") expect(bytesOf(parseHash(text))).toEqual(bytesOf(hash));
        else expect(bytesOf(parseHash(`${hash.algorithm}:${text}`))).toEqual(bytesOf(hash));
      }),
    );
  });

  // The examples of the Nix manual (`nix hash convert`, `builtins.convertHash`).
  it("know the manual's examples", () => {
    const hash = parseHash("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(formatHash(hash, "nix32")).toBe("0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73");
    expect(formatHash(hash, "base64")).toBe("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    expect(sri(hash)).toBe("sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    expect(sri(hashOf("sha256", ""))).toBe(sri(hash));
  });

  it("take an SRI without its padding, as Nix does", () => {
    expect(sri(parseHash("sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"))).toMatch(/=$/);
  });

  it.each([
    ["", "does not say its algorithm"],
    ["sha256-", "no sha256 digest"],
    ["sha256:abc", "no sha256 digest"],
    ["sha3-abc", "unknown hash algorithm 'sha3'"],
    ["0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73", "does not say its algorithm"],
    // A nix32 text whose spare bits are set, one with a foreign letter, one with the wrong case.
    ["sha256:zmdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73", "no sha256 digest"],
    ["sha256:0mdqe9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73", "no sha256 digest"],
    ["sha256:0MDQA9W1P6CMLI6976V4WI0SW9R4P5PRKJ7LZFD1877WK11C9C73", "no sha256 digest"],
    ["sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF!=", "no sha256 digest"],
    [
      "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk= sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
      "several hashes",
    ],
  ])("refuse %j", (text, why) => {
    expect(() => parseHash(text)).toThrow(UserError);
    expect(() => parseHash(text)).toThrow(why);
  });

  it("refuse a hash of another algorithm than the wanted one", () => {
    expect(() => parseHash(sri(hashOf("sha1", "")), "sha256")).toThrow("it is sha1 where sha256 is wanted");
  });

  it("never take a text for a hash that it is not", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...algorithms), (text, algorithm) => {
        try {
          expect(parseHash(text, algorithm).digest).toHaveLength(digestSize[algorithm]);
        } catch (error) {
          expect(error).toMatchObject({ code: "E_HASH" });
        }
      }),
    );
  });
});

describe("nix32", () => {
  it("round-trips bytes of any length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(Buffer.from(decodeNix32(encodeNix32(bytes))!)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it("decodes a text only when it is what encoding gives", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789abcdfghijklmnpqrsvwxyze") }), (text) => {
        const bytes = decodeNix32(text);
        if (bytes !== undefined) expect(encodeNix32(bytes)).toBe(text);
      }),
    );
  });
});

it("hashOf is the digest of the bytes", () => {
  for (const algorithm of algorithms) {
    expect(Buffer.from(hashOf(algorithm, Buffer.from("abc")).digest)).toEqual(
      createHash(algorithm).update("abc").digest(),
    );
  }
});
