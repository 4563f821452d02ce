import type { FileHandle } from "node:fs/promises";

const CHUNK = 1024 * 1024;

/**
 * Reads `length` bytes from `offset` on, or up to the file's end, the next chunk under way while one is used.
 *
 * @param reuse whether the reader is done with a chunk when it asks for the next; then the memory is used again,
 * which spares a page fault for every four kilobytes
 */
export async function* readAhead(
  handle: FileHandle,
  { offset = 0, length, reuse }: { offset?: number; length: number; reuse: boolean },
): AsyncGenerator<Uint8Array> {
  const size = Math.min(CHUNK, length);
  const pair = reuse ? [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)] : [];
  let turn = 0;
  const read = (done: number) => {
    const buffer = pair[turn++ % 2] ?? Buffer.allocUnsafeSlow(size);
    const reading = handle.read(buffer, 0, Math.min(size, length - done), offset + done);
    // A reader that leaves early never looks at it.
    reading.catch(() => {});
    return reading;
  };
  let ahead = read(0);
  for (let done = 0; done < length; ) {
    const { bytesRead, buffer } = await ahead;
    if (bytesRead === 0) return;
    done += bytesRead;
    if (done < length) ahead = read(done);
    yield buffer.subarray(0, bytesRead);
  }
}
