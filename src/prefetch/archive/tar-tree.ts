import { symlink, type TreeDirectory } from "../tree.ts";
import { archiveError, shownName } from "./archive-error.ts";
import { type ArchiveFile, StoredFile } from "./archive-file.ts";
import { ArchiveTree } from "./archive-tree.ts";
import { BLOCK, type Extension, parsePax, parseTarHeader, type TarHeader } from "./tar-header.ts";

const OWNER_EXECUTES = 0o100;

/** Extended headers are names and a few numbers; one of this size is an attack or damage. */
const LARGEST_EXTENSION = 8 * 1024 * 1024;

interface Member extends TarHeader {
  /** Where its content is in the archive. */
  readonly offset: number;
}

/**
 * The tree in an uncompressed tar archive: ustar, pax and GNU forms, unpacked as GNU tar would do it. Files are
 * read from the archive when their turn comes.
 *
 * @throws UserError `E_ARCHIVE` for damage, unsafe names, sparse files, devices and pipes
 */
export function treeOfTar(archive: ArchiveFile): TreeDirectory {
  const tree = new ArchiveTree();
  for (const member of membersOf(archive)) {
    const add = ADDERS[member.type];
    if (add === undefined) {
      throw archiveError(
        `${shownName(member.name)} is of a kind that cannot be in a Nix store (tar type '${member.type}')`,
      );
    }
    add(tree, member, archive);
  }
  return tree.root();
}

type Adder = (tree: ArchiveTree, member: Member, archive: ArchiveFile) => void;

const addFile: Adder = (tree, { name, offset, size, mode }, archive) => {
  // Archives older than the type for it mark a directory so.
  if (name.at(-1) === 0x2f) tree.directory(name);
  else tree.leaf(name, new StoredFile(archive, { offset, size, executable: (mode & OWNER_EXECUTES) !== 0 }));
};

const ADDERS: Readonly<Record<string, Adder>> = {
  "\0": addFile,
  "0": addFile,
  "7": addFile,
  "1": (tree, { name, linkName }) => tree.hardLink(name, linkName),
  "2": (tree, { name, linkName }) => tree.leaf(name, symlink(linkName)),
  "5": (tree, { name }) => tree.directory(name),
  // A volume's label: not a member.
  V: () => {},
};

/** What the next member's name, link or size is instead, by the type of the header that says so. */
const EXTENSIONS: Readonly<Record<string, (content: Buffer) => Extension>> = {
  x: parsePax,
  X: parsePax,
  L: (content) => ({ name: untilNul(content) }),
  K: (content) => ({ linkName: untilNul(content) }),
};

function* membersOf(archive: ArchiveFile): Generator<Member> {
  let everywhere: Extension = {};
  let extension: Extension = {};
  for (let offset = 0; offset + BLOCK <= archive.size; ) {
    const header = parseTarHeader(archive.bytes(offset, BLOCK));
    if (header === undefined) return;
    offset += BLOCK;
    const extend = header.type === "g" ? parsePax : EXTENSIONS[header.type];
    if (extend !== undefined) {
      if (header.size > LARGEST_EXTENSION)
        throw archiveError("the archive has an extended header that is too large");
      const said = extend(archive.bytes(offset, header.size));
      if (header.type === "g") everywhere = { ...everywhere, ...said };
      else extension = { ...extension, ...said };
      offset += wholeBlocks(header.size);
      continue;
    }
    const member = { ...header, ...everywhere, ...extension, offset };
    extension = {};
    // A hard link has no content of its own, whatever size its header states for the file.
    const length = header.type === "1" || header.type === "2" || header.type === "5" ? 0 : member.size;
    if (offset + length > archive.size) throw archiveError("the archive is cut short");
    yield member;
    offset += wholeBlocks(length);
  }
}

function wholeBlocks(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}

function untilNul(content: Buffer): Buffer {
  const nul = content.indexOf(0);
  return nul === -1 ? content : content.subarray(0, nul);
}
