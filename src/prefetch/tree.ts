/** A file tree as Nix sees one: no owners, no times, one executable bit. Leaves are read when they are wanted. */
export type Tree = TreeFile | TreeSymlink | TreeDirectory;

export interface TreeFile {
  readonly type: "file";
  readonly executable: boolean;
  /** In bytes; what `read` gives must have exactly this length. */
  readonly size: number;
  /**
   * The whole content at once where it is small or in memory anyway, a stream of chunks otherwise.
   *
   * @param reuse the reader is done with each chunk when it asks for the next, so their memory may be used again
   */
  read(reuse?: boolean): Uint8Array | AsyncIterable<Uint8Array>;
  /**
   * A faster `read` of a small file on disk: writes the content into `target` at `offset`, where there is room for
   * `size + 1` bytes, and returns how many there were.
   */
  readInto?(target: Uint8Array, offset: number): number;
}

export interface TreeSymlink {
  readonly type: "symlink";
  /** Bytes, because a link may point at a name that is no UTF-8. */
  readonly target: Uint8Array;
}

export interface TreeDirectory {
  readonly type: "directory";
  /** In any order; names are bytes and each occurs once. A tree on disk lists them on first use. */
  readonly entries: readonly TreeEntry[];
}

export interface TreeEntry {
  readonly name: Uint8Array;
  readonly node: Tree;
}

/** A file of the tree, held in memory. A string is taken as UTF-8. */
export function file(content: Uint8Array | string, executable = false): TreeFile {
  const bytes = bytesOf(content);
  return { type: "file", executable, size: bytes.length, read: () => bytes };
}

export function symlink(target: Uint8Array | string): TreeSymlink {
  return { type: "symlink", target: bytesOf(target) };
}

/** A directory of named entries: a record, or pairs where a name may be given as bytes. */
export function directory(
  entries: Readonly<Record<string, Tree>> | Iterable<readonly [name: Uint8Array | string, node: Tree]>,
): TreeDirectory {
  const pairs = Symbol.iterator in entries ? [...entries] : Object.entries(entries);
  return { type: "directory", entries: pairs.map(([name, node]) => ({ name: bytesOf(name), node })) };
}

function bytesOf(text: Uint8Array | string): Uint8Array {
  return typeof text === "string" ? Buffer.from(text) : text;
}

export { treeOfPath } from "./disk-tree.ts";
