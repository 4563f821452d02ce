import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";

/**
 * Layout: the magic word, the header's length (4 bytes, little endian), the SHA-256 of all that follows, the header
 * (JSON, padded with spaces), then the sections at multiples of 8 bytes. Numbers are little endian, as all of Node's platforms have them in memory.
 */
export const MAGIC = Buffer.from("NIXPKGIX");
const ALIGNMENT = 8;
export const HASH_BYTES = 32;
export const FRONT_BYTES = MAGIC.length + 4 + HASH_BYTES;

/** Of what the arrays may be. */
export const sectionKinds = { Uint8Array, Uint16Array, Uint32Array } as const;

export type Section = Uint8Array | Uint16Array | Uint32Array;

/** By name: the sections' element types, where they begin after the header, in bytes, and their lengths. */
export type SectionPlaces = Record<string, { kind: keyof typeof sectionKinds; at: number; length: number }>;

/**
 * Writes arrays and a JSON value to a file. Not atomic: the file is to lie in a folder that nobody reads yet.
 *
 * @param recipe says by which rules it was made; `readSections` refuses any other
 */
export function writeSections(
  path: string,
  recipe: string,
  sections: Readonly<Record<string, Section>>,
  tables: unknown,
): void {
  const places: SectionPlaces = {};
  const parts: Uint8Array[] = [];
  let size = 0;
  for (const [name, array] of Object.entries(sections)) {
    places[name] = { kind: kindOf(array), at: size, length: array.length };
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    const padding = new Uint8Array(-bytes.length & (ALIGNMENT - 1));
    parts.push(bytes, padding);
    size += bytes.length + padding.length;
  }
  const text = Buffer.from(JSON.stringify({ recipe, size, sections: places, tables }));
  const header = Buffer.alloc(text.length + (-(FRONT_BYTES + text.length) & (ALIGNMENT - 1)), " ");
  text.copy(header);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  const rest = [header, ...parts];
  writeFileSync(path, Buffer.concat([MAGIC, length, digestOf(rest), ...rest]));
}

/** SHA-256. */
export function digestOf(parts: readonly Uint8Array[]): Buffer {
  const digest = createHash("sha256");
  for (const part of parts) digest.update(part);
  return digest.digest();
}

function kindOf(array: Section): keyof typeof sectionKinds {
  if (array instanceof Uint8Array) return "Uint8Array";
  return array instanceof Uint16Array ? "Uint16Array" : "Uint32Array";
}
