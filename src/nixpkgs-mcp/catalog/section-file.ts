import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, writeFileSync } from "node:fs";
import { z } from "zod";

/** The file is not what was written, or was written by another version. */
export class BrokenIndexError extends Error {
  constructor(what: string) {
    super(`the index of the catalog is broken: ${what}`);
    this.name = "BrokenIndexError";
  }
}

/**
 * Layout: the magic word, the header's length (4 bytes, little endian), the SHA-256 of all that follows, the header
 * (JSON, padded with spaces), then the sections at multiples of 8 bytes. Numbers are little endian, as all of Node's platforms have them in memory.
 */
const MAGIC = Buffer.from("NIXPKGIX");
const ALIGNMENT = 8;
const HASH_BYTES = 32;
const FRONT_BYTES = MAGIC.length + 4 + HASH_BYTES;
const LONGEST_HEADER = 64 * 1024 * 1024;

const kinds = { Uint8Array, Uint16Array, Uint32Array } as const;

type Section = Uint8Array | Uint16Array | Uint32Array;

const headerSchema = z.object({
  recipe: z.string(),
  /** Bytes of all sections, padding included. */
  size: z.number().int().nonnegative(),
  sections: z.record(
    z.string(),
    z.object({
      kind: z.enum(["Uint8Array", "Uint16Array", "Uint32Array"]),
      at: z.number(),
      length: z.number(),
    }),
  ),
  tables: z.unknown(),
});

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
  const places: z.infer<typeof headerSchema>["sections"] = {};
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

/**
 * Reads the file back; the arrays share one buffer.
 *
 * @throws BrokenIndexError; what `openSync` throws when there is no file
 */
export function readSections(
  path: string,
  recipe: string,
): { sections: Record<string, Section>; tables: unknown } {
  const file = openSync(path, "r");
  try {
    const front = Buffer.alloc(FRONT_BYTES);
    if (readSync(file, front) < FRONT_BYTES || !MAGIC.equals(front.subarray(0, MAGIC.length))) {
      throw new BrokenIndexError("it does not begin as one");
    }
    const length = front.readUInt32LE(MAGIC.length);
    if (length > LONGEST_HEADER) throw new BrokenIndexError("its header is too long");
    const text = Buffer.alloc(length);
    if (readSync(file, text) < length) throw new BrokenIndexError("it ends in its header");
    const header = parseHeader(text);
    if (header.recipe !== recipe) throw new BrokenIndexError("it was made by another version");
    if (fstatSync(file).size !== FRONT_BYTES + length + header.size)
      throw new BrokenIndexError("its size is wrong");
    // A buffer of its own, so that sections are aligned.
    const body = new Uint8Array(header.size);
    readSync(file, body);
    if (!digestOf([text, body]).equals(front.subarray(-HASH_BYTES))) {
      throw new BrokenIndexError("its checksum is another one");
    }
    const sections: Record<string, Section> = {};
    for (const [name, { kind, at, length }] of Object.entries(header.sections)) {
      sections[name] = new kinds[kind](body.buffer, at, length);
    }
    return { sections, tables: header.tables };
  } finally {
    closeSync(file);
  }
}

function digestOf(parts: readonly Uint8Array[]): Buffer {
  const digest = createHash("sha256");
  for (const part of parts) digest.update(part);
  return digest.digest();
}

function parseHeader(front: Buffer): z.infer<typeof headerSchema> {
  try {
    return headerSchema.parse(JSON.parse(front.toString("utf8")));
  } catch {
    throw new BrokenIndexError("its header cannot be read");
  }
}

function kindOf(array: Section): keyof typeof kinds {
  if (array instanceof Uint8Array) return "Uint8Array";
  return array instanceof Uint16Array ? "Uint16Array" : "Uint32Array";
}
