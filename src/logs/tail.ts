import type { FileHandle } from "node:fs/promises";
import { openLog, readingLog } from "./open-log.ts";

const BLOCK = 64 * 1024;

/**
 * The last `count` lines of a file, read from its end: a log may have gigabytes. Without line breaks; a last
 * line that is not ended yet counts. What lies beyond `upTo` bytes is left out. null: there is no such file.
 * Throws UserError `E_LOG_READ`.
 */
export async function lastLinesOf(
  path: string,
  count: number,
  upTo = Number.POSITIVE_INFINITY,
): Promise<string[] | null> {
  const file = await openLog(path);
  if (file === null) return null;
  try {
    return await readingLog(path, () => lastLinesIn(file, count, upTo));
  } finally {
    await file.close();
  }
}

async function lastLinesIn(file: FileHandle, count: number, upTo: number): Promise<string[]> {
  const size = Math.min((await file.stat()).size, upTo);
  const blocks: Buffer[] = [];
  let breaks = 0;
  // One break more than lines are wanted: the line before the first must be known to be whole.
  for (let end = size; end > 0 && breaks <= count; ) {
    const start = Math.max(0, end - BLOCK);
    const block = Buffer.alloc(end - start);
    const { bytesRead } = await file.read(block, 0, block.length, start);
    const read = block.subarray(0, bytesRead);
    breaks += read.filter((byte) => byte === 10).length;
    blocks.unshift(read);
    end = start;
  }
  const lines = Buffer.concat(blocks).toString("utf8").split("\n");
  if (lines.at(-1) === "") lines.pop();
  return count === 0 ? [] : lines.slice(-count);
}

/** The same of a log that is rotated to `PATH.1`, which is read first where the new one has too few. */
export async function lastLinesOfRotated(
  path: string,
  count: number,
  upTo?: number,
): Promise<string[] | null> {
  const now = await lastLinesOf(path, count, upTo);
  const missing = count - (now?.length ?? 0);
  const before = missing > 0 ? await lastLinesOf(`${path}.1`, missing) : null;
  return now === null && before === null ? null : [...(before ?? []), ...(now ?? [])];
}
