import { createHash } from "node:crypto";
import type { TreeDirectory } from "../tree.ts";
import { filesOf } from "./module-tree.ts";

/**
 * The hash of a module as go.sum has it: `h1:` and the base64 of the sha256 of a list of all files with the sha256
 * of each (golang.org/x/mod/sumdb/dirhash, Hash1).
 *
 * @param tree the module's files, their names without `PATH@VERSION/`
 */
export async function moduleSum(tree: TreeDirectory, module: string, version: string): Promise<string> {
  const list = createHash("sha256");
  for (const { path, file } of filesOf(tree)) {
    const hash = createHash("sha256");
    const content = file.read(true);
    if (content instanceof Uint8Array) hash.update(content);
    else for await (const chunk of content) hash.update(chunk);
    list.update(`${hash.digest("hex")}  ${module}@${version}/${path}\n`);
  }
  return `h1:${list.digest("base64")}`;
}

/** The hash of a go.mod as go.sum has it, in its line of `VERSION/go.mod`. */
export function goModSum(text: string): string {
  const digest = createHash("sha256").update(text).digest("hex");
  return `h1:${createHash("sha256").update(`${digest}  go.mod\n`).digest("base64")}`;
}
