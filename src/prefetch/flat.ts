import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { UserError } from "../errors.ts";
import type { Hash, HashAlgorithm } from "./hash.ts";

const CHUNK = 1024 * 1024;

/** The hash of a stream's bytes as they are: what `fetchurl` wants. Consumes the stream. */
export async function flatHash(
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  algorithm: HashAlgorithm = "sha256",
): Promise<Hash> {
  const hash = createHash(algorithm);
  for await (const chunk of content) hash.update(chunk);
  return { algorithm, digest: hash.digest() };
}

/**
 * The flat hash of a file, links followed.
 *
 * @throws UserError `E_NOT_FOUND`, `E_FORBIDDEN`, or `E_TREE` for a directory, which has no flat hash
 */
export async function flatHashOfFile(file: string, algorithm: HashAlgorithm = "sha256"): Promise<Hash> {
  try {
    return await flatHash(createReadStream(file, { highWaterMark: CHUNK }), algorithm);
  } catch (error) {
    const why = FAILURES[(error as NodeJS.ErrnoException).code ?? ""];
    if (why === undefined) throw error;
    throw new UserError(why.message, { code: why.code, where: file, cause: error });
  }
}

const FAILURES: Readonly<Record<string, { code: string; message: string }>> = {
  ENOENT: { code: "E_NOT_FOUND", message: "no such file" },
  EACCES: { code: "E_FORBIDDEN", message: "the file may not be read" },
  EISDIR: { code: "E_TREE", message: "a directory has no flat hash" },
};
