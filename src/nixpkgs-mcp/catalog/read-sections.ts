import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { z } from "zod";
import { digestOf, FRONT_BYTES, HASH_BYTES, MAGIC, type Section, sectionKinds } from "./section-file.ts";

const LONGEST_HEADER = 64 * 1024 * 1024;

/** The file is not what was written, or was written by another version. */
export class BrokenIndexError extends Error {
  constructor(what: string) {
    super(`the index of the catalog is broken: ${what}`);
    this.name = "BrokenIndexError";
  }
}

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
 * Reads back what `writeSections` wrote; the arrays share one buffer. In a file of its own: who builds an index needs no
 * zod, whose loading takes as long as a fiftieth of the work.
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
      sections[name] = new sectionKinds[kind](body.buffer, at, length);
    }
    return { sections, tables: header.tables };
  } finally {
    closeSync(file);
  }
}

function parseHeader(front: Buffer): z.infer<typeof headerSchema> {
  try {
    return headerSchema.parse(JSON.parse(front.toString("utf8")));
  } catch {
    throw new BrokenIndexError("its header cannot be read");
  }
}
