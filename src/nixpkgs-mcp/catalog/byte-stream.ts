import { open } from "node:fs/promises";
import type { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip } from "node:zlib";

const CHUNK = 256 * 1024;

/** What a server or a person may have compressed a catalog with; channels serve brotli, which has no magic number. */
const decoders: readonly {
  readonly fits: (start: Uint8Array) => boolean;
  readonly make?: () => Transform;
}[] = [
  { fits: looksLikeJson },
  { fits: (start) => start[0] === 0x1f && start[1] === 0x8b, make: () => createGunzip({ chunkSize: CHUNK }) },
  { fits: () => true, make: () => createBrotliDecompress({ chunkSize: CHUNK }) },
];

/**
 * Reads a file and undoes its compression; by its first bytes, because a proxy may have undone it already.
 *
 * @param onBytes gets the plain bytes; a chunk is valid until it returns
 * @param onRead how much of the file was read so far, in bytes
 * @throws zlib's errors where the file is cut short or no such format, what `onBytes` throws
 */
export async function readDecoded(
  path: string,
  onBytes: (chunk: Uint8Array) => void,
  onRead: (bytes: number, size: number) => void = () => {},
): Promise<void> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const start = Buffer.alloc(16);
    const { bytesRead } = await file.read(start, 0, start.length, 0);
    const decoder = decoders.find(({ fits }) => fits(start.subarray(0, bytesRead)))?.make?.();
    const source = file.createReadStream({ start: 0, highWaterMark: CHUNK, autoClose: false });
    let read = 0;
    source.on("data", (chunk) => {
      read += chunk.length;
      onRead(read, size);
    });
    const sink = async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) onBytes(chunk);
    };
    await (decoder === undefined ? pipeline(source, sink) : pipeline(source, decoder, sink));
  } finally {
    await file.close();
  }
}

function looksLikeJson(start: Uint8Array): boolean {
  return /^\s*\{\s*["}]/.test(Buffer.from(start).toString("latin1"));
}
