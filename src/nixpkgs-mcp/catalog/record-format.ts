import type { Marks } from "../marks.ts";
import type { IndexRecord } from "../search/search-index.ts";
import { isPlainInJson } from "./plain-json.ts";
import type { ListNumbers, SharedLists } from "./shared-lists.ts";
import type { CatalogPackage } from "./types.ts";

/** Bytes of a record's checksum. */
export const CHECKSUM_BYTES = 4;

/**
 * A record is its checksum (4 bytes, little endian, FNV-1a of the rest), the line that lists show, and the line of
 * everything else. Both are JSON arrays. Lists that many packages share stand in the tables of the index, by number.
 *
 * @returns the lines
 */
export function recordText(entry: CatalogPackage, lists: ListNumbers): string {
  const { unfree, broken, insecure, unsupported } = entry.marks;
  const marks = (unfree ? 1 : 0) | (broken ? 2 : 0) | (insecure ? 4 : 0) | (unsupported ? 8 : 0);
  const { attr, pname, version, description, mainProgram, set } = entry;
  const names = `${quoted(attr)},${quoted(pname)},${quoted(version)}`;
  const shown = `[${names},${quoted(description)},${quoted(mainProgram)},${quoted(set)},${marks}]`;
  const long = entry.longDescription === undefined ? "0" : quoted(entry.longDescription);
  const about = `${long},${quotedList(entry.homepages)}`;
  const numbers = `${lists.licenses},${lists.maintainers},${lists.platforms}`;
  const parts = `${quotedList(entry.outputs)},${quotedList(entry.vulnerabilities)}`;
  return `${shown}\n[${about},${numbers},${quoted(entry.position)},${parts},${quoted(entry.category)}]`;
}

/** As `JSON.stringify` has it, which takes longer for the plain texts that nearly all are. */
function quoted(text: string | null): string {
  if (text === null) return "null";
  return isPlainInJson(text) ? `"${text}"` : JSON.stringify(text);
}

function quotedList(texts: readonly string[]): string {
  if (texts.length === 1) return `[${quoted(texts[0]!)}]`;
  return texts.length === 0 ? "[]" : JSON.stringify(texts);
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
  if (record.length <= CHECKSUM_BYTES || record.readUInt32LE(0) !== checksum(record)) return null;
  const end = record.indexOf(0x0a, CHECKSUM_BYTES);
  return end < 0 ? null : [record.toString("utf8", CHECKSUM_BYTES, end), record.toString("utf8", end + 1)];
}

function marksOf(bits: number): Marks {
  return {
    unfree: (bits & 1) !== 0,
    broken: (bits & 2) !== 0,
    insecure: (bits & 4) !== 0,
    unsupported: (bits & 8) !== 0,
  };
}

/** Of a record that begins with room for it. */
export function checksum(record: Buffer): number {
  let hash = 0x811c9dc5;
  for (let at = CHECKSUM_BYTES; at < record.length; at++) hash = Math.imul(hash ^ record[at]!, 0x01000193);
  return hash >>> 0;
}
