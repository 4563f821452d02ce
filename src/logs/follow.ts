import { type FileHandle, stat } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as pause } from "node:timers/promises";
import { openLog, readingLog } from "./open-log.ts";

interface FollowOptions {
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
  /** Where in the file to begin, in bytes; 0 for one that is not there yet. */
  readonly from: number;
  /** Between two looks, in milliseconds. */
  readonly everyMs?: number;
}

/**
 * Gives each line that is added to a file, until aborted. The file may come to be later, be rotated away
 * (the rest of the old one is read first) or be cut short. It is looked at several times a second, which
 * works on every file system. Throws UserError `E_LOG_READ`.
 */
export async function followFile(path: string, options: FollowOptions): Promise<void> {
  const { signal, onLine } = options;
  let place: Place | null = await openAt(path, options.from);
  const lines = new Lines(onLine);
  try {
    while (!signal.aborted) {
      if (place !== null) await readingLog(path, () => readOn(place as Place, lines));
      const current = await stat(path).catch(() => null);
      const replaced = place !== null && current !== null && current.ino !== place.inode;
      if (place !== null && replaced) {
        // What was written between the last look and the rotation.
        await readOn(place, lines);
        lines.end();
        await place.file.close();
        place = null;
      }
      if (place === null) place = await openAt(path, 0);
      if (!replaced) await pause(options.everyMs ?? 200, undefined, { signal }).catch(() => {});
    }
  } finally {
    await place?.file.close();
  }
}

interface Place {
  readonly file: FileHandle;
  readonly inode: number;
  offset: number;
}

async function openAt(path: string, offset: number): Promise<Place | null> {
  const file = await openLog(path);
  if (file === null) return null;
  return { file, inode: (await file.stat()).ino, offset };
}

async function readOn(place: Place, lines: Lines): Promise<void> {
  const { size } = await place.file.stat();
  if (size < place.offset) place.offset = 0;
  const block = Buffer.alloc(64 * 1024);
  for (;;) {
    const { bytesRead } = await place.file.read(block, 0, block.length, place.offset);
    if (bytesRead === 0) return;
    place.offset += bytesRead;
    lines.add(block.subarray(0, bytesRead));
  }
}

/** Bytes to lines; a character may come in two pieces. */
class Lines {
  readonly #decoder = new StringDecoder("utf8");
  readonly #onLine: (line: string) => void;
  #open = "";

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  add(bytes: Buffer): void {
    const parts = (this.#open + this.#decoder.write(bytes)).split("\n");
    this.#open = parts.pop() as string;
    for (const line of parts) this.#onLine(line);
  }

  end(): void {
    const rest = this.#open + this.#decoder.end();
    this.#open = "";
    if (rest !== "") this.#onLine(rest);
  }
}
