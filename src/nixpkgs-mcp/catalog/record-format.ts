import type { Marks } from "../marks.ts";
import type { IndexRecord } from "../search/search-index.ts";
import type { CatalogPackage, License, Maintainer } from "./types.ts";

/**
 * A record is its checksum (4 bytes, little endian, FNV-1a of the rest), the line that lists show, and the line of
 * everything else. Both are JSON arrays. Lists that many packages share stand in the tables of the index, by number.
 */
export function encodeRecord(entry: CatalogPackage, shared: SharedNumbers): Buffer {
  const { unfree, broken, insecure, unsupported } = entry.marks;
  const marks = (unfree ? 1 : 0) | (broken ? 2 : 0) | (insecure ? 4 : 0) | (unsupported ? 8 : 0);
  const { attr, pname, version, description, mainProgram, set } = entry;
  const shown = JSON.stringify([attr, pname, version, description, mainProgram, set, marks]);
  const rest = JSON.stringify([
    entry.longDescription ?? 0,
    entry.homepages,
    shared.licenses(entry.licenses),
    shared.maintainers(entry.maintainers),
    shared.platforms(entry.platforms),
    entry.position,
    entry.outputs,
    entry.vulnerabilities,
    entry.category,
  ]);
  const record = Buffer.from(`....${shown}\n${rest}`);
  record.writeUInt32LE(checksum(record), 0);
  return record;
}

export interface SharedNumbers {
  licenses(list: readonly License[]): number;
  maintainers(list: readonly Maintainer[]): number;
  platforms(list: readonly string[]): number;
}

export interface SharedLists {
  readonly licenses: readonly (readonly License[])[];
  readonly maintainers: readonly (readonly Maintainer[])[];
  readonly platforms: readonly (readonly string[])[];
}

/** @returns null where the bytes are not those that were written */
export function decodeShown(record: Buffer): IndexRecord | null {
  const shown = linesOf(record)?.[0];
  if (shown === undefined) return null;
  const [attr, pname, version, description, mainProgram, set, marks] = JSON.parse(shown);
  return { attr, pname, version, description, mainProgram, set, marks: marksOf(marks) };
}

/** @returns null where the bytes are not those that were written */
export function decodeWhole(record: Buffer, shared: SharedLists): CatalogPackage | null {
  const shown = decodeShown(record);
  if (shown === null) return null;
  const [long, homepages, licenses, maintainers, platforms, position, outputs, vulnerabilities, category] =
    JSON.parse(linesOf(record)![1]);
  return {
    ...shown,
    ...(long === 0 ? {} : { longDescription: long }),
    homepages,
    licenses: shared.licenses[licenses] ?? [],
    maintainers: shared.maintainers[maintainers] ?? [],
    platforms: shared.platforms[platforms] ?? [],
    position,
    outputs,
    vulnerabilities,
    category,
  };
}

function linesOf(record: Buffer): [shown: string, rest: string] | null {
  if (record.length < 5 || record.readUInt32LE(0) !== checksum(record)) return null;
  const end = record.indexOf(0x0a, 4);
  return end < 0 ? null : [record.toString("utf8", 4, end), record.toString("utf8", end + 1)];
}

function marksOf(bits: number): Marks {
  return {
    unfree: (bits & 1) !== 0,
    broken: (bits & 2) !== 0,
    insecure: (bits & 4) !== 0,
    unsupported: (bits & 8) !== 0,
  };
}

function checksum(record: Buffer): number {
  let hash = 0x811c9dc5;
  for (let at = 4; at < record.length; at++) hash = Math.imul(hash ^ record[at]!, 0x01000193);
  return hash >>> 0;
}
