import { posix } from "node:path";
import { archiveError, shownName } from "../archive/archive-error.ts";
import { BLOCK, type Extension, parsePax, parseTarHeader } from "../archive/tar-header.ts";

/** A file of a published package as pnpm reads it out of the tarball. */
export interface PackageFile {
  /** The mode's number as it stands in the tarball: 0o644, but also 0o100644. */
  readonly mode: number;
  readonly content: Buffer;
}

/** What a tar header's type means to pnpm; what is not here it refuses. */
const KINDS: Readonly<Record<string, "file" | "nothing">> = {
  "\0": "file",
  "0": "file",
  // pnpm reads a hard link as a file of its own.
  "1": "file",
  "2": "nothing",
  "5": "nothing",
};

/**
 * The files of an unpacked (gunzipped) npm tarball by their path in the package: the first folder's name is cut
 * off whatever it is, links are left out, of two files with one name the last counts.
 *
 * Follows pnpm 10, `store/cafs/src/parseTarball.ts`.
 * @throws UserError `E_ARCHIVE`
 */
export function packageFiles(tar: Buffer): Map<string, PackageFile> {
  const files = new Map<string, PackageFile>();
  let extension: Extension = {};
  for (let offset = 0; offset + BLOCK <= tar.length && tar[offset] !== 0; ) {
    const header = parseTarHeader(tar.subarray(offset, offset + BLOCK));
    if (header === undefined) break;
    const size = extension.size ?? header.size;
    const start = offset + BLOCK;
    if (start + size > tar.length) throw archiveError("the archive is cut short");
    offset = start + Math.ceil(size / BLOCK) * BLOCK;
    const content = tar.subarray(start, start + size);
    const extend = EXTENDERS[header.type];
    if (extend !== undefined) {
      extension = { ...extension, ...extend(content) };
      continue;
    }
    const kind = KINDS[header.type];
    if (kind === undefined) {
      throw archiveError(
        `${shownName(header.name)} is of a kind that pnpm refuses (tar type '${header.type}')`,
      );
    }
    const name = extension.name ?? header.name;
    extension = {};
    if (kind === "file") files.set(inPackage(Buffer.from(name).toString()), { mode: header.mode, content });
  }
  return files;
}

const EXTENDERS: Readonly<Record<string, (content: Buffer) => Extension>> = {
  x: withoutLink,
  // pnpm takes neither a path nor a size from a header for all files, and nothing else of it counts.
  g: () => ({}),
  L: (content) => ({ name: content.subarray(0, endOf(content)) }),
};

function withoutLink(content: Buffer): Extension {
  const { name, size } = parsePax(content);
  return { ...(name && { name }), ...(size !== undefined && { size }) };
}

function endOf(content: Buffer): number {
  const nul = content.indexOf(0);
  return nul === -1 ? content.length : nul;
}

function inPackage(whole: string): string {
  const cut = whole.search(/[\\/]/);
  const name = whole.slice(cut + 1);
  const plain =
    name.includes("./") || name.includes(".\\") ? posix.join("/", name.replaceAll("\\", "/")).slice(1) : name;
  return plain.replaceAll("//", "/");
}
