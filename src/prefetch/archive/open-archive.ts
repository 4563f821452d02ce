import { randomBytes } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { diskError } from "../../cache/disk-errors.ts";
import { UserError } from "../../errors.ts";
import type { TreeDirectory } from "../tree.ts";
import { archiveError } from "./archive-error.ts";
import { ArchiveFile } from "./archive-file.ts";
import { compressionOf } from "./compression.ts";
import { BLOCK, isTarHeader } from "./tar-header.ts";
import { treeOfTar } from "./tar-tree.ts";
import { treeOfZip } from "./zip-tree.ts";

/** `PK` and what may follow: a local header, an empty archive's end, a split archive's mark. */
const ZIP_MARKS = ["PK\x03\x04", "PK\x05\x06", "PK\x07\x08"];

/**
 * Gives `use` the tree in an archive: tar, plain or compressed by gzip, bzip2, xz, zstd or lzip, or zip; the first
 * bytes tell which. The tree can be read until `use` is done. A compressed tar is decompressed into a temporary
 * file without a name, so nothing is left behind whatever happens.
 *
 * @param most bytes that it may decompress to; any number without it
 * @throws UserError `E_ARCHIVE`; `E_TOOL` when the program for a compression is missing; `E_NOT_FOUND`, `E_DISK_FULL`
 */
export async function withArchive<Result>(
  file: string,
  use: (tree: TreeDirectory) => Promise<Result>,
  most = Number.POSITIVE_INFINITY,
): Promise<Result> {
  const handle = await open(file, "r").catch((error) => {
    throw new UserError("the archive cannot be opened", { code: "E_NOT_FOUND", where: file, cause: error });
  });
  let plain = handle;
  try {
    const compression = compressionOf(await beginning(handle));
    if (compression !== undefined) plain = await decompressed(compression.unpacked(file), most);
    return await use(await treeIn(plain));
  } finally {
    await handle.close();
    if (plain !== handle) await plain.close();
  }
}

async function treeIn(handle: FileHandle): Promise<TreeDirectory> {
  const archive = new ArchiveFile(handle, (await handle.stat()).size);
  const first = await beginning(handle);
  if (ZIP_MARKS.includes(first.toString("latin1", 0, 4))) return treeOfZip(archive);
  // An empty tar archive is blocks of zeros.
  if (isTarHeader(first) || (first.length === BLOCK && first.every((byte) => byte === 0)))
    return treeOfTar(archive);
  throw archiveError("this is neither a tar nor a zip archive", "Without --unpack, any file can be hashed.");
}

async function beginning(handle: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(BLOCK), 0, BLOCK, 0);
  return buffer.subarray(0, bytesRead);
}

async function decompressed(content: AsyncIterable<Uint8Array>, most: number): Promise<FileHandle> {
  const file = path.join(os.tmpdir(), `mcp-nixgen-${randomBytes(8).toString("hex")}.tar`);
  const handle = await open(file, "wx+", 0o600).catch((error) => {
    throw diskError(error, os.tmpdir());
  });
  try {
    await unlink(file);
    let size = 0;
    for await (const chunk of content) {
      size += chunk.length;
      if (size > most)
        throw archiveError(`the archive unpacks to more than ${Math.round(most / 2 ** 20)} megabytes`);
      await written(handle, chunk);
    }
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function written(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  try {
    await handle.writeFile(chunk);
  } catch (error) {
    throw diskError(error, os.tmpdir());
  }
}
