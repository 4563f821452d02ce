import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Tree } from "../../../../src/prefetch/tree.ts";

/** Writes a tree to a place that does not exist yet. Names are those of a cache: all UTF-8. */
export async function writeTree(tree: Tree, path: string): Promise<void> {
  if (tree.type === "symlink") return symlink(Buffer.from(tree.target), path);
  if (tree.type === "file") {
    await writeFile(path, tree.read(), { flag: "wx" });
    if (tree.executable) await chmod(path, 0o755);
    return;
  }
  await mkdir(path);
  for (const { name, node } of tree.entries) {
    await writeTree(node, join(path, Buffer.from(name).toString()));
  }
}
