import { fileContents } from "../../prefetch/file-contents.ts";
import type { Tree, TreeDirectory, TreeFile } from "../../prefetch/tree.ts";

/** No file that is read as text is longer; what is, is left out. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The files of a tree by their paths, with `/`. Symlinks are left out. */
export function filesOf(tree: TreeDirectory): Map<string, TreeFile> {
  const files = new Map<string, TreeFile>();
  const walk = (node: Tree, path: string): void => {
    if (node.type === "file") files.set(path, node);
    if (node.type !== "directory") return;
    for (const entry of node.entries) {
      const name = Buffer.from(entry.name).toString("utf8");
      walk(entry.node, path === "" ? name : `${path}/${name}`);
    }
  };
  walk(tree, "");
  return files;
}

/** A file's text (UTF-8); null where there is none, or none that could be a text. */
export async function textOf(file: TreeFile | undefined): Promise<string | null> {
  if (file === undefined || file.size > MOST_BYTES) return null;
  return (await fileContents(file)).toString("utf8");
}
