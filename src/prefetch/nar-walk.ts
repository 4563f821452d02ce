import { UserError } from "../errors.ts";
import { encodeNarString, type NarBuffer } from "./nar-buffer.ts";
import type { Tree, TreeDirectory, TreeEntry, TreeFile } from "./tree.ts";

/** The grammar's fixed runs of words, encoded once. */
const ARCHIVE = words("nix-archive-1");
const DIRECTORY = words("(", "type", "directory");
const ENTRY = words("entry", "(", "name");
const NODE = words("node");
const SYMLINK = words("(", "type", "symlink", "target");
const REGULAR = words("(", "type", "regular", "contents");
const EXECUTABLE = words("(", "type", "regular", "executable", "", "contents");
const CLOSE = words(")");

const SLASH = 0x2f;

const DOT = 0x2e;

/**
 * Walks a tree depth first and writes everything of its NAR but the files' contents, which are the caller's to
 * write between `nextFile` and `closeFile`. It keeps a stack of its own: generators that recurse would pass
 * every chunk through every level of the tree.
 */
export class NarWalk {
  readonly #out: NarBuffer;
  readonly #open: { entries: readonly TreeEntry[]; next: number }[] = [];
  #pending: Tree | undefined;

  constructor(tree: Tree, out: NarBuffer) {
    this.#out = out;
    this.#pending = tree;
    out.raw(ARCHIVE);
  }

  /** Goes on to the next file and writes up to where its content starts; `undefined` at the archive's end. */
  nextFile(): TreeFile | undefined {
    for (;;) {
      const node = this.#pending ?? this.#nextEntry();
      this.#pending = undefined;
      if (node === undefined) return undefined;
      if (node.type === "file") {
        this.#out.raw(node.executable ? EXECUTABLE : REGULAR);
        this.#out.length(node.size);
        return node;
      }
      if (node.type === "symlink") this.#symlink(node.target);
      else this.#enter(node);
    }
  }

  closeFile(file: TreeFile): void {
    this.#out.pad(file.size);
    this.#out.raw(CLOSE);
  }

  /** Where in the tree the walk is, for an error: names joined by slashes, `.` for the root. */
  get place(): string {
    return this.#open.map(({ entries, next }) => text(entries[next - 1]?.name)).join("/") || ".";
  }

  #enter(node: TreeDirectory): void {
    this.#out.raw(DIRECTORY);
    this.#open.push({ entries: this.#sorted(node.entries), next: 0 });
  }

  #symlink(target: Uint8Array): void {
    this.#out.raw(SYMLINK);
    this.#out.string(target);
    this.#out.raw(CLOSE);
  }

  #nextEntry(): Tree | undefined {
    for (let top = this.#open.at(-1); top !== undefined; top = this.#open.at(-1)) {
      if (top.next > 0) this.#out.raw(CLOSE);
      const entry = top.entries[top.next];
      if (entry !== undefined) {
        top.next++;
        this.#out.raw(ENTRY);
        this.#out.string(entry.name);
        this.#out.raw(NODE);
        return entry.node;
      }
      this.#out.raw(CLOSE);
      this.#open.pop();
    }
    return undefined;
  }

  #sorted(entries: readonly TreeEntry[]): readonly TreeEntry[] {
    const sorted = [...entries].sort((a, b) => Buffer.compare(a.name, b.name));
    for (let index = 0; index < sorted.length; index++) {
      const name = sorted[index]!.name;
      const twice = index > 0 && Buffer.compare(sorted[index - 1]!.name, name) === 0;
      const why = twice ? "is there twice" : illegal(name);
      if (why === undefined) continue;
      throw new UserError(`the name ${JSON.stringify(text(name))} ${why}`, {
        code: "E_TREE",
        where: this.place,
      });
    }
    return sorted;
  }
}

function illegal(name: Uint8Array): string | undefined {
  if (name.length === 0) return "is empty";
  for (let index = 0; index < name.length; index++) {
    if (name[index] === SLASH || name[index] === 0) return "holds a character no file name may have";
  }
  const dots = name.length <= 2 && name.every((byte) => byte === DOT);
  return dots ? "means another directory" : undefined;
}

function text(name: Uint8Array | undefined): string {
  return name === undefined ? "" : Buffer.from(name).toString();
}

function words(...run: string[]): Uint8Array {
  return Buffer.concat(run.map((word) => encodeNarString(Buffer.from(word))));
}
