/**
 * Nix's own base-32 ("nix32"): the alphabet leaves out e, o, t and u, and the digest is read as one
 * little-endian number whose most significant digit comes first.
 *
 * Follows `src/libutil/base-nix-32.cc` of NixOS/nix (in its manual: "Nix32" under store path encoding).
 */
const ALPHABET = "0123456789abcdfghijklmnpqrsvwxyz";

const VALUE_OF = new Map([...ALPHABET].map((char, value) => [char, value]));

/** How many characters `bytes` bytes take. */
export function nix32Length(bytes: number): number {
  return Math.ceil((bytes * 8) / 5);
}

export function encodeNix32(bytes: Uint8Array): string {
  let text = "";
  for (let digit = nix32Length(bytes.length) - 1; digit >= 0; digit--) {
    const bit = digit * 5;
    const index = bit >> 3;
    const shift = bit & 7;
    const pair = bytes[index]! | ((bytes[index + 1] ?? 0) << 8);
    text += ALPHABET[(pair >> shift) & 31];
  }
  return text;
}

/**
 * The bytes `text` stands for, or `undefined` when it holds a foreign character or its spare top bits are
 * not zero (such a text is no encoding of anything).
 */
export function decodeNix32(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  if (nix32Length(bytes.length) !== text.length) return undefined;
  for (let digit = 0; digit < text.length; digit++) {
    const value = VALUE_OF.get(text[text.length - 1 - digit]!);
    if (value === undefined) return undefined;
    const bit = digit * 5;
    const index = bit >> 3;
    const pair = value << (bit & 7);
    bytes[index]! |= pair & 0xff;
    const carry = pair >> 8;
    if (index + 1 < bytes.length) bytes[index + 1]! |= carry;
    else if (carry !== 0) return undefined;
  }
  return bytes;
}
