import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { UserError } from "../errors.ts";
import type { Hash } from "./hash.ts";
import { NarBuffer } from "./nar-buffer.ts";
import { NarWalk } from "./nar-walk.ts";
import type { Tree, TreeFile } from "./tree.ts";

/** Content from this size on is passed through instead of being copied into a chunk. */
const LARGE = 128 * 1024;

/**
 * The Nix archive of a tree, in chunks of about a megabyte, whatever the tree's size. A chunk is the
 * consumer's to keep, not to change.
 *
 * Follows the grammar of the Nix manual ("Nix Archive (NAR) format") and `src/libutil/archive.cc` of NixOS/nix:
 * every token is a string with a 64-bit little-endian length, padded with zeros to eight bytes; a directory's
 * entries are sorted by the bytes of their names.
 *
 * @throws UserError `E_TREE` for a name no NAR may hold, `E_TREE_CHANGED` when a file has not its stated size
 */
export async function* narOf(tree: Tree): AsyncGenerator<Uint8Array> {
  yield* chunksOf(tree, new NarBuffer());
}

/** The sha256 of the tree's NAR: what `nix hash path` prints and a recursive fixed-output derivation wants. */
export async function narHash(tree: Tree): Promise<Hash> {
  const hash = createHash("sha256");
  for await (const chunk of chunksOf(tree, new NarBuffer({ reuse: true }))) hash.update(chunk);
  return { algorithm: "sha256", digest: hash.digest() };
}

async function* chunksOf(tree: Tree, out: NarBuffer): AsyncGenerator<Uint8Array> {
  const walk = new NarWalk(tree, out);
  for (let file = walk.nextFile(); file !== undefined; file = walk.nextFile()) {
    const content = copied(file, out);
    if (typeof content === "number") checkSize(content, file, walk);
    else {
      yield out.take();
      yield* measured(content, file, walk);
    }
    walk.closeFile(file);
    if (!out.isFull) continue;
    yield out.take();
    // Small files are read without waiting; a signal or a timer gets its turn here.
    await nextTurn();
  }
  yield out.take();
}

/** Copies a small content and returns its length; a large one is returned itself, to be passed through. */
function copied(file: TreeFile, out: NarBuffer): number | Content {
  if (file.readInto !== undefined && file.size < LARGE) {
    return out.fill(file.size + 1, (chunk, offset) => file.readInto!(chunk, offset));
  }
  const content = file.read(out.reuse);
  if (!(content instanceof Uint8Array)) return content;
  if (content.length >= LARGE) return [content];
  out.raw(content);
  return content.length;
}

type Content = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

async function* measured(content: Content, file: TreeFile, walk: NarWalk) {
  let length = 0;
  for await (const chunk of content) {
    length += chunk.length;
    if (length > file.size) break;
    yield chunk;
  }
  checkSize(length, file, walk);
}

function checkSize(length: number, file: TreeFile, walk: NarWalk): void {
  if (length === file.size) return;
  throw new UserError("a file changed while it was read", {
    code: "E_TREE_CHANGED",
    where: walk.place,
    hint: "Run it again when nothing writes there.",
  });
}
