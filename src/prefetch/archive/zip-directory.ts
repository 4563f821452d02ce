import { archiveError, shownName } from "./archive-error.ts";
import type { ArchiveFile } from "./archive-file.ts";

/** One entry of a zip archive's central directory. */
export interface ZipEntry {
  readonly name: Uint8Array;
  /** 0 for MS-DOS, 3 for Unix, …: what the attributes mean. */
  readonly host: number;
  /** Unix: the file's mode in the upper 16 bits. */
  readonly attributes: number;
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  /** Where its local header is. */
  readonly offset: number;
}

const END_SIGNATURE = 0x06054b50;
const END_SIZE = 22;
const LONGEST_COMMENT = 0xffff;
const END64_LOCATOR_SIGNATURE = 0x07064b50;
const END64_LOCATOR_SIZE = 20;
const END64_SIGNATURE = 0x06064b50;
const END64_SIZE = 56;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_SIZE = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_SIZE = 30;
const UTF8_FLAG = 0x800;
const MS_DOS = 0;
const BACKSLASH = 0x5c;
const SLASH = 0x2f;

/**
 * The entries of a zip archive, ZIP64 included, from its central directory. Follows PKWARE's APPNOTE.TXT 6.3.10.
 *
 * @throws UserError `E_ARCHIVE`
 */
export function zipEntries(archive: ArchiveFile): ZipEntry[] {
  const { count, size, offset, shift } = findDirectory(archive);
  const directory = archive.bytes(offset + shift, size);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count; ) {
    if (at + ENTRY_SIZE > size || directory.readUInt32LE(at) !== ENTRY_SIGNATURE) throw broken();
    const lengths = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    const end = lengths.reduce((sum, length) => sum + length, at + ENTRY_SIZE);
    if (end > size) throw broken();
    entries.push(parseEntry(directory.subarray(at, end), lengths as [number, number, number], shift));
    at = end;
  }
  return entries;
}

/** Where an entry's packed content starts: behind its local header, whose extra field is one of its own. */
export function contentOffset(archive: ArchiveFile, entry: ZipEntry): number {
  const header = archive.bytes(entry.offset, LOCAL_SIZE);
  if (header.readUInt32LE(0) !== LOCAL_SIGNATURE) throw broken();
  return entry.offset + LOCAL_SIZE + header.readUInt16LE(26) + header.readUInt16LE(28);
}

interface Directory {
  readonly count: number;
  readonly size: number;
  readonly offset: number;
  /** Bytes in front of the archive proper (a program that unpacks itself), which its offsets do not count. */
  readonly shift: number;
}

function findDirectory(archive: ArchiveFile): Directory {
  const length = Math.min(archive.size, END_SIZE + LONGEST_COMMENT);
  const tail = archive.bytes(archive.size - length, length);
  for (let at = length - END_SIZE; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END_SIGNATURE) continue;
    // A comment may hold the signature, but then it does not reach to the end from there.
    if (at + END_SIZE + tail.readUInt16LE(at + 20) !== length) continue;
    const place = archive.size - length + at;
    return directory64(archive, place) ?? directory32(tail.subarray(at), place);
  }
  throw broken();
}

function directory32(end: Buffer, place: number): Directory {
  if (end.readUInt16LE(4) !== 0) throw archiveError("the zip archive is one of several volumes");
  return located(end.readUInt16LE(10), end.readUInt32LE(12), end.readUInt32LE(16), place);
}

function directory64(archive: ArchiveFile, place: number): Directory | undefined {
  if (place < END64_LOCATOR_SIZE) return undefined;
  const locator = archive.bytes(place - END64_LOCATOR_SIZE, END64_LOCATOR_SIZE);
  if (locator.readUInt32LE(0) !== END64_LOCATOR_SIGNATURE) return undefined;
  // With bytes in front the stated offset is wrong, but the record lies right before its locator then.
  for (const start of [big(locator, 8), place - END64_LOCATOR_SIZE - END64_SIZE]) {
    if (start < 0 || start + END64_SIZE > archive.size) continue;
    const end = archive.bytes(start, END64_SIZE);
    if (end.readUInt32LE(0) === END64_SIGNATURE)
      return located(big(end, 32), big(end, 40), big(end, 48), start);
  }
  throw broken();
}

function located(count: number, size: number, offset: number, end: number): Directory {
  const shift = end - size - offset;
  if (shift < 0) throw broken();
  return { count, size, offset, shift };
}

function parseEntry(record: Buffer, [name, extra]: [number, number, number], shift: number): ZipEntry {
  const flags = record.readUInt16LE(8);
  const host = record.readUInt8(5);
  const extras = extraFields(record.subarray(ENTRY_SIZE + name, ENTRY_SIZE + name + extra));
  const sizes = sizes64(record, extras.get(0x0001));
  return {
    name: nameOf(record.subarray(ENTRY_SIZE, ENTRY_SIZE + name), host, flags, extras.get(0x7075)),
    host,
    attributes: record.readUInt32LE(38),
    method: record.readUInt16LE(10),
    encrypted: (flags & 1) !== 0,
    crc: record.readUInt32LE(16),
    packedSize: sizes.packedSize,
    size: sizes.size,
    offset: sizes.offset + shift,
  };
}

/** A field of all ones means: see the ZIP64 extra field, where those that are wanted stand in this order. */
function sizes64(
  record: Buffer,
  extra: Buffer | undefined,
): { size: number; packedSize: number; offset: number } {
  let at = 0;
  const read = (field: number): number => {
    const value = record.readUInt32LE(field);
    if (value !== 0xffffffff) return value;
    if (extra === undefined || at + 8 > extra.length) throw broken();
    at += 8;
    return big(extra, at - 8);
  };
  const size = read(24);
  const packedSize = read(20);
  return { size, packedSize, offset: read(42) };
}

function extraFields(extra: Buffer): Map<number, Buffer> {
  const fields = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    fields.set(extra.readUInt16LE(at), extra.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return fields;
}

function nameOf(raw: Buffer, host: number, flags: number, unicode: Buffer | undefined): Uint8Array {
  // Info-ZIP's Unicode path: a version byte, the raw name's CRC, the name in UTF-8.
  if (unicode !== undefined && unicode.length > 5) return Buffer.from(unicode.subarray(5));
  if (host !== MS_DOS) return Buffer.from(raw);
  if ((flags & UTF8_FLAG) === 0 && raw.some((byte) => byte > 127)) {
    throw archiveError(`the zip archive does not say in which character set ${shownName(raw)} is written`);
  }
  // Some programs of Windows write its own separator; Info-ZIP and libarchive take it for one as well.
  const windows = raw.includes(BACKSLASH) && !raw.includes(SLASH);
  return Buffer.from(windows ? raw.map((byte) => (byte === BACKSLASH ? SLASH : byte)) : raw);
}

function big(bytes: Buffer, at: number): number {
  const value = Number(bytes.readBigUInt64LE(at));
  if (!Number.isSafeInteger(value)) throw broken();
  return value;
}

function broken(): Error {
  return archiveError("this is no zip archive, or a broken one");
}
