import { createHash } from "node:crypto";
import { UserError } from "../../errors.ts";
import { treeOfPath } from "../disk-tree.ts";
import type { TreeFile } from "../tree.ts";

/**
 * A cached file as a leaf of a tree, whose content is held against its integrity while it is read:
 * a hash must not be made of a cache that has rotted on the disk.
 *
 * @param integrity one SRI hash
 * @throws UserError `E_CACHE_ROTTEN` while reading, after the content
 */
export async function checkedFile(path: string, integrity: string): Promise<TreeFile> {
  const node = await treeOfPath(path);
  if (node.type !== "file") throw rotten(path);
  return {
    type: "file",
    executable: false,
    size: node.size,
    read: () => checked(node.read(), path, integrity),
  };
}

function checked(
  content: Uint8Array | AsyncIterable<Uint8Array>,
  path: string,
  integrity: string,
): Uint8Array | AsyncIterable<Uint8Array> {
  const dash = integrity.indexOf("-");
  const hash = createHash(integrity.slice(0, dash));
  const compare = () => {
    if (hash.digest("base64") !== integrity.slice(dash + 1)) throw rotten(path);
  };
  if (content instanceof Uint8Array) {
    hash.update(content);
    compare();
    return content;
  }
  return (async function* () {
    for await (const chunk of content) {
      hash.update(chunk);
      yield chunk;
    }
    compare();
  })();
}

function rotten(path: string): UserError {
  return new UserError("a cached file no longer has the content it was stored with", {
    code: "E_CACHE_ROTTEN",
    where: path,
    hint: "Remove it and run this again; is the disk sound?",
  });
}
