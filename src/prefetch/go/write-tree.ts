import { createWriteStream } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { diskError } from "../../cache/disk-errors.ts";
import type { Tree, TreeDirectory } from "../tree.ts";

/**
 * Writes a tree into a folder, which is made. Names come from the tree, so it must be one that has none that lead out
 * of it, as those of archives have (`ArchiveTree`).
 *
 * @throws UserError `E_DISK_FULL` and others of the disk
 */
export async function writeTree(tree: TreeDirectory, folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const { name, node } of tree.entries)
      await writeNode(node, join(folder, Buffer.from(name).toString()));
  } catch (error) {
    throw diskError(error, folder);
  }
}

async function writeNode(node: Tree, path: string): Promise<void> {
  if (node.type === "directory") return writeTree(node, path);
  if (node.type === "symlink") return symlink(Buffer.from(node.target), path);
  const mode = node.executable ? 0o755 : 0o644;
  const content = node.read();
  if (content instanceof Uint8Array) return writeFile(path, content, { mode });
  return pipeline(content, createWriteStream(path, { mode }));
}
