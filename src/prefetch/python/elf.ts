/** What a shared library or program tells the dynamic linker. */
export interface ElfFacts {
  /** Sonames it needs, in its order. */
  readonly needed: readonly string[];
  /** What it is called itself, where it says so. */
  readonly soname: string | null;
}

const MAGIC = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);
const CLASS_64 = 2;
const LITTLE_ENDIAN = 1;
const HEADER_SIZE = 64;
const SEGMENT_SIZE = 56;
const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const DT_NULL = 0n;
const DT_NEEDED = 1n;
const DT_STRTAB = 5n;
const DT_SONAME = 14n;

/**
 * Reads the dynamic section of a 64-bit little-endian ELF file, as x86_64's and aarch64's are; null for any other file,
 * for one without a dynamic section, and for one that is damaged (what cannot be read wants nothing of us).
 *
 * Source: System V ABI, "Object files", "Program loading and dynamic linking".
 */
export function readElf(bytes: Buffer): ElfFacts | null {
  if (bytes.length < HEADER_SIZE || !bytes.subarray(0, 4).equals(MAGIC)) return null;
  if (bytes[4] !== CLASS_64 || bytes[5] !== LITTLE_ENDIAN) return null;
  try {
    return dynamicFacts(bytes);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

interface Segment {
  readonly type: number;
  readonly offset: bigint;
  readonly address: bigint;
  readonly size: bigint;
}

function dynamicFacts(bytes: Buffer): ElfFacts | null {
  const segments = segmentsOf(bytes);
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
  if (dynamic === undefined) return null;
  const entries: { readonly tag: bigint; readonly value: bigint }[] = [];
  const end = dynamic.offset + dynamic.size;
  for (let at = dynamic.offset; at < end; at += 16n) {
    const tag = bytes.readBigUInt64LE(Number(at));
    if (tag === DT_NULL) break;
    entries.push({ tag, value: bytes.readBigUInt64LE(Number(at) + 8) });
  }
  const strings = fileOffset(segments, entries.find(({ tag }) => tag === DT_STRTAB)?.value);
  if (strings === null) return null;
  const texts = (tag: bigint) =>
    entries.filter((entry) => entry.tag === tag).map(({ value }) => textAt(bytes, Number(strings + value)));
  return { needed: texts(DT_NEEDED), soname: texts(DT_SONAME)[0] ?? null };
}

function segmentsOf(bytes: Buffer): Segment[] {
  const start = Number(bytes.readBigUInt64LE(32));
  const size = bytes.readUInt16LE(54);
  if (size < SEGMENT_SIZE) return [];
  return Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => {
    const at = start + index * size;
    return {
      type: bytes.readUInt32LE(at),
      offset: bytes.readBigUInt64LE(at + 8),
      address: bytes.readBigUInt64LE(at + 16),
      size: bytes.readBigUInt64LE(at + 32),
    };
  });
}

/** The string table is named by its address in memory. */
function fileOffset(segments: readonly Segment[], address: bigint | undefined): bigint | null {
  if (address === undefined) return null;
  const holder = segments.find(
    (one) => one.type === PT_LOAD && address >= one.address && address < one.address + one.size,
  );
  return holder === undefined ? null : address - holder.address + holder.offset;
}

function textAt(bytes: Buffer, start: number): string {
  const end = bytes.indexOf(0, start);
  if (start >= bytes.length || end < 0) throw new RangeError("no text there");
  return bytes.toString("latin1", start, end);
}
