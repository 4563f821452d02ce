import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { z } from "zod";
import { type BuildOutcome, buildIndex } from "./build-index.ts";

/** Heap of the process that builds, in MB: its peak without it is half as high again. */
const HEAP_MB = 256;

/** Entries live for an instant; with more room for new objects, fewer are copied. */
const YOUNG_MB = 32;

interface BuildRequest {
  /** packages.json, plain or compressed. */
  readonly file: string;
  /** Is there and empty. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  /** Bytes of the file read so far, and all of them. */
  readonly onProgress?: (done: number, total: number) => void;
  /** The program `build-child.ts` became; by default what the bundle has beside this module. */
  readonly program?: string | undefined;
}

/** What the program says, a JSON value a line. */
const lineSchema = z.union([
  z.object({ done: z.number(), total: z.number() }),
  z.object({ packages: z.number(), skipped: z.number(), sha256: z.string(), peakBytes: z.number() }),
  z.object({ failed: z.object({ name: z.string(), message: z.string(), code: z.string().optional() }) }),
]);

/**
 * Builds an index in a process of its own, so that this one goes on answering and its memory stays small. Without the
 * program (run from its sources), in this process.
 *
 * @returns also how much memory the process of its own held at most
 * @throws as `buildIndex`; an AbortError when `signal` fires
 */
export async function startBuild(
  request: BuildRequest,
): Promise<BuildOutcome & { readonly peakBytes?: number }> {
  const { file, folder, signal, onProgress, program = builtProgram() } = request;
  if (program === undefined) return buildIndex(file, folder, onProgress);
  const flags = [`--max-old-space-size=${HEAP_MB}`, `--max-semi-space-size=${YOUNG_MB}`];
  let outcome: (BuildOutcome & { readonly peakBytes?: number }) | undefined;
  let failed: Error | undefined;
  const child = execa(process.execPath, [...flags, program, file, folder], {
    env: { PATH: process.env.PATH ?? "" },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  for await (const text of child) {
    const line = lineSchema.safeParse(JSON.parse(text));
    if (!line.success) continue;
    if ("done" in line.data) onProgress?.(line.data.done, line.data.total);
    else if ("failed" in line.data) {
      const { message, ...rest } = line.data.failed;
      failed = Object.assign(new Error(message), rest);
    } else outcome = line.data;
  }
  const ended = await child;
  signal?.throwIfAborted();
  if (failed !== undefined) throw failed;
  if (outcome === undefined)
    throw new Error(`the catalog was not indexed: ${ended.shortMessage ?? "no answer"}`);
  return outcome;
}

function builtProgram(): string | undefined {
  const path = fileURLToPath(new URL("./nixpkgs-index.js", import.meta.url));
  return existsSync(path) ? path : undefined;
}
