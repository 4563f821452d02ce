import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { execa } from "execa";
import { messageOf, UserError } from "../../errors.ts";
import { archiveError } from "./archive-error.ts";

/** How a compressed file begins, and what undoes it. */
interface Compression {
  readonly magic: Buffer;
  unpacked(file: string): AsyncIterable<Uint8Array>;
}

const COMPRESSIONS: readonly Compression[] = [
  { magic: Buffer.from([0x1f, 0x8b]), unpacked: gunzipped },
  { magic: Buffer.from("BZh"), unpacked: (file) => filtered("bzip2", file) },
  { magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), unpacked: (file) => filtered("xz", file) },
  { magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), unpacked: (file) => filtered("zstd", file) },
  { magic: Buffer.from("LZIP"), unpacked: (file) => filtered("lzip", file) },
];

/** The compression of a file that begins with these bytes; `undefined` when it has none that we know. */
export function compressionOf(beginning: Buffer): Compression | undefined {
  return COMPRESSIONS.find(({ magic }) => beginning.subarray(0, magic.length).equals(magic));
}

async function* gunzipped(file: string): AsyncGenerator<Uint8Array> {
  const source = createReadStream(file, { highWaterMark: 1024 * 1024 });
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  source.once("error", (error) => gunzip.destroy(error));
  yield* read(source.pipe(gunzip), "gzip");
}

/** Through the machine's own program, which every system that meets such archives has. */
async function* filtered(program: string, file: string): AsyncGenerator<Uint8Array> {
  const running = execa(program, ["-dc"], {
    inputFile: file,
    buffer: false,
    encoding: "buffer",
    reject: false,
    stderr: "pipe",
  });
  let whole = false;
  try {
    yield* read(running.stdout, program);
    whole = true;
  } finally {
    // The reader has left; at the end of its output the program needs no help to stop.
    if (!whole) running.kill();
  }
  const result = await running;
  if (result.code === "ENOENT") throw missing(program);
  if (result.failed) throw archiveError(`${program} cannot unpack the archive: ${result.shortMessage}`);
}

async function* read(stream: Readable, what: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) yield chunk;
  } catch (error) {
    throw archiveError(`the archive's ${what} stream is damaged: ${messageOf(error)}`);
  }
}

function missing(program: string): UserError {
  return new UserError(`the archive is compressed for ${program}, which is not installed`, {
    code: "E_TOOL",
    hint: `Install ${program}.`,
  });
}
