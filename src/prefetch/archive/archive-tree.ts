import type { Tree, TreeDirectory, TreeEntry, TreeFile, TreeSymlink } from "../tree.ts";
import { archiveError, shownName } from "./archive-error.ts";

const SLASH = 0x2f;

/**
 * Builds the tree an archive would unpack to, without writing a file: what could escape from a folder (`..`,
 * absolute names, members below a symlink) has no folder to escape from, and is refused all the same, since
 * unpackers differ over it.
 */
export class ArchiveTree {
  readonly #root = new Directory();

  /** A directory; one that is there already is kept. */
  directory(name: Uint8Array): void {
    let place = this.#root;
    for (const part of partsOf(name)) place = place.enter(part, name);
  }

  /** A file or symlink. The last of several members of one name counts, as in tar. */
  leaf(name: Uint8Array, node: TreeFile | TreeSymlink): void {
    const { place, last } = this.#parent(name);
    place.put(last, node, name);
  }

  /** A second name for a file or symlink that came before. */
  hardLink(name: Uint8Array, target: Uint8Array): void {
    const { place, last } = this.#parent(target);
    const node = place.get(last);
    if (node === undefined || node instanceof Directory) {
      throw archiveError(
        `${shownName(name)} is a hard link to ${shownName(target)}, which is no file before it`,
      );
    }
    this.leaf(name, node);
  }

  has(name: Uint8Array): boolean {
    const { place, last } = this.#parent(name);
    return place.get(last) !== undefined;
  }

  root(): TreeDirectory {
    return this.#root;
  }

  #parent(name: Uint8Array): { place: Directory; last: Buffer } {
    const parts = partsOf(name);
    const last = parts.pop();
    if (last === undefined)
      throw archiveError(`the archive has a member named ${shownName(name)}, which is no file's name`);
    let place = this.#root;
    for (const part of parts) place = place.enter(part, name);
    return { place, last };
  }
}

class Directory implements TreeDirectory {
  readonly type = "directory";
  // By latin1, which has one character for each byte: names need not be UTF-8.
  readonly #nodes = new Map<string, Directory | TreeFile | TreeSymlink>();

  get entries(): readonly TreeEntry[] {
    return [...this.#nodes].map(([name, node]) => ({ name: Buffer.from(name, "latin1"), node }));
  }

  get(name: Buffer): Directory | TreeFile | TreeSymlink | undefined {
    return this.#nodes.get(name.toString("latin1"));
  }

  put(name: Buffer, node: TreeFile | TreeSymlink, whole: Uint8Array): void {
    if (this.get(name) instanceof Directory)
      throw archiveError(`${shownName(whole)} is a directory, and then again a file`);
    this.#nodes.set(name.toString("latin1"), node);
  }

  enter(name: Buffer, whole: Uint8Array): Directory {
    const there = this.get(name);
    if (there instanceof Directory) return there;
    if (there !== undefined) {
      throw archiveError(
        `${shownName(whole)} goes through ${there.type === "file" ? "a file" : "a symlink"}`,
      );
    }
    const made = new Directory();
    this.#nodes.set(name.toString("latin1"), made);
    return made;
  }
}

/** The only entry of a directory, if it has but one. */
export function onlyEntry(tree: TreeDirectory): Tree | undefined {
  const [first, ...others] = tree.entries;
  return others.length === 0 ? first?.node : undefined;
}

function partsOf(name: Uint8Array): Buffer[] {
  if (name[0] === SLASH) throw archiveError(`the archive has an absolute name, ${shownName(name)}`);
  const parts: Buffer[] = [];
  const bytes = Buffer.from(name);
  for (let start = 0; start <= bytes.length; ) {
    const slash = bytes.indexOf(SLASH, start);
    const end = slash === -1 ? bytes.length : slash;
    const part = bytes.subarray(start, end);
    const text = part.toString("latin1");
    if (text === "..") throw archiveError(`the archive has a name that leads out of it, ${shownName(name)}`);
    if (text.includes("\0")) throw archiveError(`the archive has a name with a NUL byte, ${shownName(name)}`);
    if (text !== "" && text !== ".") parts.push(part);
    start = end + 1;
  }
  return parts;
}
