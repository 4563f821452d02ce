import { archiveError, shownName } from "./archive-error.ts";

export const BLOCK = 512;

/** One header block of a tar archive, its fields as they stand there. */
export interface TarHeader {
  /** One character; NUL for the oldest archives' plain file. */
  readonly type: string;
  readonly name: Uint8Array;
  readonly linkName: Uint8Array;
  /** Bytes that follow, to be rounded up to whole blocks. */
  readonly size: number;
  readonly mode: number;
}

/** What extended headers say about the member after them, in place of its own header's fields. */
export interface Extension {
  name?: Uint8Array;
  linkName?: Uint8Array;
  size?: number;
}

/**
 * Reads a header block; `undefined` for a block of zeros, which ends an archive.
 *
 * Follows POSIX.1-2017 `pax`, "ustar Interchange Format", and GNU tar's `header` documentation (base-256 numbers,
 * the older magic whose prefix field means something else).
 *
 * @throws UserError `E_ARCHIVE` when the checksum does not hold
 */
export function parseTarHeader(block: Buffer): TarHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  if (!checksumHolds(block))
    throw archiveError("this is no tar archive, or a broken one: a header's checksum is wrong");
  const name = text(block, 0, 100);
  const posix = block.toString("latin1", 257, 263) === "ustar\0";
  const prefix = posix ? text(block, 345, 500) : Buffer.alloc(0);
  return {
    type: String.fromCharCode(block[156]!),
    name: prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from("/"), name]),
    linkName: text(block, 157, 257),
    size: number(block, 124, 136),
    mode: number(block, 100, 108),
  };
}

export function isTarHeader(block: Buffer): boolean {
  return block.length === BLOCK && checksumHolds(block);
}

/**
 * Reads the records of a pax extended header (`length key=value\n`, the length in bytes counting all of it).
 *
 * @throws UserError `E_ARCHIVE` for a broken record, or a sparse file
 */
export function parsePax(records: Buffer): Extension {
  const extension: Extension = {};
  for (let start = 0; start < records.length; ) {
    const space = records.indexOf(0x20, start);
    const length = space === -1 ? Number.NaN : Number(records.toString("latin1", start, space));
    const end = start + length;
    const equals = records.indexOf(0x3d, space);
    if (
      !Number.isSafeInteger(length) ||
      end > records.length ||
      equals === -1 ||
      equals >= end ||
      length < 5
    ) {
      throw archiveError("the archive has a broken extended header");
    }
    const key = records.toString("latin1", space + 1, equals);
    take(extension, key, records.subarray(equals + 1, end - 1));
    start = end;
  }
  return extension;
}

function take(extension: Extension, key: string, value: Buffer): void {
  if (key === "path") extension.name = value;
  else if (key === "linkpath") extension.linkName = value;
  else if (key === "size") extension.size = decimal(value);
  else if (key.startsWith("GNU.sparse."))
    throw archiveError("the archive has sparse files, which are not supported");
}

function decimal(value: Buffer): number {
  const size = Number(value.toString("latin1"));
  if (!Number.isSafeInteger(size) || size < 0) throw archiveError("the archive has a broken size");
  return size;
}

/** Up to the first NUL. */
function text(block: Buffer, start: number, end: number): Buffer {
  const field = block.subarray(start, end);
  const nul = field.indexOf(0);
  return Buffer.from(nul === -1 ? field : field.subarray(0, nul));
}

/** Octal digits between spaces and NULs, or, marked by the first bit, a big-endian binary number. */
function number(block: Buffer, start: number, end: number): number {
  const field = block.subarray(start, end);
  if ((field[0]! & 0x80) !== 0) {
    const value = field.reduce((sum, byte, index) => sum * 256 + (index === 0 ? byte & 0x7f : byte), 0);
    if (Number.isSafeInteger(value)) return value;
    throw archiveError("the archive has a number that is too large");
  }
  const digits = field
    .toString("latin1")
    .replace(/^[ \0]+/, "")
    .replace(/[ \0].*$/s, "");
  if (!/^[0-7]*$/.test(digits)) throw archiveError(`the archive has a broken number, ${shownName(field)}`);
  return digits === "" ? 0 : Number.parseInt(digits, 8);
}

function checksumHolds(block: Buffer): boolean {
  let unsigned = 0;
  let signed = 0;
  for (let index = 0; index < BLOCK; index++) {
    const byte = index >= 148 && index < 156 ? 0x20 : block[index]!;
    unsigned += byte;
    // Some old tars added up signed characters.
    signed += byte > 127 ? byte - 256 : byte;
  }
  const wanted = Number.parseInt(block.toString("latin1", 148, 156).replace(/^[ \0]+/, ""), 8);
  return wanted === unsigned || wanted === signed;
}
