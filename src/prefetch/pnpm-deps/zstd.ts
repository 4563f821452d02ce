import type { Transform } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import * as zlib from "node:zlib";
import { execa } from "execa";
import { messageOf, UserError } from "../../errors.ts";

/** nixpkgs'. What another version compresses to unpacks to the same, and has another hash. */
const VERSION = "1.5.7";

/** One job of zstd's workers at its default level; input is handed to it in pieces that divide it. */
const JOB = 8 * 1024 * 1024;
const PIECE = 64 * 1024;

/** zstd starts no more workers than this. */
const MOST_WORKERS = 200;

/**
 * Compresses as the program `zstd` of nixpkgs does when it is given no flags and reads a pipe, to the byte: by that very
 * version on the PATH, else by the one that Node carries.
 *
 * Node's is told to use as many workers as there are jobs: with fewer, its stream takes a full buffer for the end.
 *
 * @param size of all input, in bytes
 * @throws UserError `E_TOOL` when this machine has neither
 */
export async function* zstd(
  input: AsyncIterable<Uint8Array>,
  size: number,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  if (await programIs(VERSION)) yield* byProgram(input, signal);
  else if (nodeHas(VERSION) && size < JOB * MOST_WORKERS) yield* byNode(input, size);
  else throw missing();
}

async function programIs(version: string): Promise<boolean> {
  const { stdout, failed } = await execa("zstd", ["--version"], { reject: false, stdin: "ignore" });
  return !failed && new RegExp(`\\bv${version.replaceAll(".", "\\.")}\\b`).test(stdout);
}

async function* byProgram(
  input: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const running = execa("zstd", ["-q", "-c"], {
    buffer: false,
    encoding: "buffer",
    stdin: input,
    stderr: "ignore",
    reject: false,
    // Both may be set for a person's own archives.
    env: { ZSTD_CLEVEL: undefined, ZSTD_NBTHREADS: undefined },
    ...(signal && { cancelSignal: signal }),
  });
  yield* running.stdout;
  const { failed, isCanceled, cause, shortMessage } = await running;
  if (isCanceled) signal?.throwIfAborted();
  if (failed) throw cause ?? new UserError(`zstd failed: ${shortMessage}`, { code: "E_TOOL" });
}

/** What Node's zlib has from 22.15 on, and its types for older ones do not. */
interface NodeZstd {
  readonly createZstdCompress: (options: { params: Record<number, number> }) => Transform;
  readonly constants: Readonly<
    Record<"ZSTD_c_compressionLevel" | "ZSTD_c_checksumFlag" | "ZSTD_c_nbWorkers", number>
  >;
}

function nodeHas(version: string): boolean {
  return process.versions.zstd === version && "createZstdCompress" in zlib;
}

async function* byNode(input: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  const { createZstdCompress, constants } = zlib as unknown as NodeZstd;
  const stream = createZstdCompress({
    params: {
      [constants.ZSTD_c_compressionLevel]: 3,
      [constants.ZSTD_c_checksumFlag]: 1,
      [constants.ZSTD_c_nbWorkers]: Math.ceil(size / JOB) + 1,
    },
  });
  let written = 0;
  const writing = (async () => {
    for await (const piece of pieces(input)) {
      await new Promise<void>((resolve, reject) => {
        stream.write(piece, (error) => (error == null ? resolve() : reject(error)));
      });
      written += piece.length;
      if (stream.readableEnded) break;
      await nextTurn();
    }
    stream.end();
  })();
  // The reader below sees what fails here as well.
  writing.catch((error) => stream.destroy(error instanceof Error ? error : new Error(messageOf(error))));
  yield* stream;
  await writing;
  if (written !== size)
    throw new UserError("Node's zstd stopped before the end", { code: "E_TOOL", hint: INSTALL });
}

async function* pieces(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest = Buffer.alloc(0);
  for await (const chunk of input) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    let at = 0;
    for (; rest.length - at >= PIECE; at += PIECE) yield rest.subarray(at, at + PIECE);
    rest = rest.subarray(at);
  }
  if (rest.length > 0) yield rest;
}

const INSTALL = `Put zstd ${VERSION} on the PATH (nixpkgs has it: nix shell nixpkgs#zstd), or run this with Node 22.15 or newer.`;

function missing(): UserError {
  return new UserError(
    `a pnpm store has to be packed by zstd ${VERSION}, as nixpkgs does it, and there is none`,
    {
      code: "E_TOOL",
      hint: INSTALL,
    },
  );
}
