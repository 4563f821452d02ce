import type { CodeFile } from "../inspect/code-tree.ts";
import { fileContents } from "../prefetch/file-contents.ts";
import type { TreeDirectory, TreeFile } from "../prefetch/tree.ts";

/** Folders that hold no code of the server, whatever the language. */
const PASSED_OVER = new Set([".git", "node_modules", ".venv", "__pycache__"]);

/**
 * The regular files of a tree, sorted by path; symlinks and what is installed beside the code are left out. Each is read when
 * its text is asked for, and so while the tree can be read.
 *
 * @param prefix folder that the paths are in; "" or ending with a slash
 */
export function codeFiles(tree: TreeDirectory, prefix = ""): CodeFile[] {
  const files: CodeFile[] = [];
  collect(tree, prefix, files);
  return files.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function collect(tree: TreeDirectory, prefix: string, files: CodeFile[]): void {
  for (const { name, node } of tree.entries) {
    const text = Buffer.from(name).toString("utf8");
    if (node.type === "directory") {
      if (!PASSED_OVER.has(text)) collect(node, `${prefix}${text}/`, files);
    } else if (node.type === "file") files.push(codeFile(`${prefix}${text}`, node));
  }
}

function codeFile(path: string, file: TreeFile): CodeFile {
  return {
    path,
    size: file.size,
    text: async () => (await fileContents(file)).toString("utf8").replace(/^\uFEFF/, ""),
  };
}
