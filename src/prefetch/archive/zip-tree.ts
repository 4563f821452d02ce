import { pipeline, Readable } from "node:stream";
import { crc32, createInflateRaw, inflateRawSync } from "node:zlib";
import { symlink, type TreeDirectory, type TreeFile } from "../tree.ts";
import { archiveError, shownName } from "./archive-error.ts";
import type { ArchiveFile } from "./archive-file.ts";
import { ArchiveTree } from "./archive-tree.ts";
import { contentOffset, type ZipEntry, zipEntries } from "./zip-directory.ts";

const STORED = 0;
const DEFLATED = 8;

/** Hosts whose attributes hold a Unix mode: Unix itself and macOS. */
const UNIX_HOSTS = new Set([3, 19]);

/** Up to this size a file is inflated at once; streams cost more than that. */
const SMALL = 256 * 1024;

const TYPE_MASK = 0o170000;
const TYPE_DIRECTORY = 0o040000;
const TYPE_SYMLINK = 0o120000;
const OWNER_EXECUTES = 0o100;
const DOS_DIRECTORY = 0x10;
const LONGEST_TARGET = 4096;

/**
 * The tree in a zip archive, unpacked as Info-ZIP's `unzip` would do it (which fetchzip calls): modes count where
 * Unix wrote them, a symlink's content is its target. Files are inflated, and checked by their CRC, when read.
 *
 * @throws UserError `E_ARCHIVE` for damage, unsafe or repeated names, encryption, methods other than deflate
 */
export function treeOfZip(archive: ArchiveFile): TreeDirectory {
  const tree = new ArchiveTree();
  for (const entry of zipEntries(archive)) {
    const mode = UNIX_HOSTS.has(entry.host) ? entry.attributes >>> 16 : 0;
    if (isDirectory(entry, mode)) {
      tree.directory(entry.name);
      continue;
    }
    checkSupported(entry);
    if (tree.has(entry.name)) throw archiveError(`the zip archive has ${shownName(entry.name)} twice`);
    if ((mode & TYPE_MASK) === TYPE_SYMLINK) tree.leaf(entry.name, symlink(target(archive, entry)));
    else tree.leaf(entry.name, fileOf(archive, entry, (mode & OWNER_EXECUTES) !== 0));
  }
  return tree.root();
}

function isDirectory(entry: ZipEntry, mode: number): boolean {
  if (entry.name.at(-1) === 0x2f || (mode & TYPE_MASK) === TYPE_DIRECTORY) return true;
  return !UNIX_HOSTS.has(entry.host) && (entry.attributes & DOS_DIRECTORY) !== 0;
}

function checkSupported(entry: ZipEntry): void {
  if (entry.encrypted) throw archiveError(`${shownName(entry.name)} is encrypted`);
  if (entry.method === STORED || entry.method === DEFLATED) return;
  throw archiveError(
    `${shownName(entry.name)} is packed by method ${entry.method}; only deflate is supported`,
  );
}

function fileOf(archive: ArchiveFile, entry: ZipEntry, executable: boolean): TreeFile {
  const read = Math.max(entry.size, entry.packedSize) > SMALL ? streamed : atOnce;
  return { type: "file", executable, size: entry.size, read: () => read(archive, entry) };
}

function target(archive: ArchiveFile, entry: ZipEntry): Uint8Array {
  if (entry.size <= LONGEST_TARGET && entry.packedSize <= LONGEST_TARGET) return atOnce(archive, entry);
  throw archiveError(`${shownName(entry.name)} is a symlink with too long a target`);
}

function atOnce(archive: ArchiveFile, entry: ZipEntry): Uint8Array {
  const packed = archive.bytes(contentOffset(archive, entry), entry.packedSize);
  const content = entry.method === STORED ? packed : inflatedAtOnce(packed, entry);
  if (content.length !== entry.size || crc32(content) !== entry.crc) throw damaged(entry);
  return content;
}

function inflatedAtOnce(packed: Buffer, entry: ZipEntry): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: entry.size + 1 });
  } catch {
    throw damaged(entry);
  }
}

async function* streamed(archive: ArchiveFile, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  let crc = 0;
  let length = 0;
  try {
    for await (const chunk of inflated(archive, entry)) {
      crc = crc32(chunk, crc);
      length += chunk.length;
      if (length > entry.size) break;
      yield chunk;
    }
  } catch {
    throw damaged(entry);
  }
  if (length !== entry.size || crc !== entry.crc) throw damaged(entry);
}

function inflated(archive: ArchiveFile, entry: ZipEntry): AsyncIterable<Uint8Array> {
  const packed = archive.stream(contentOffset(archive, entry), entry.packedSize);
  if (entry.method === STORED) return packed;
  // The reader of the last stream sees the error; nobody needs telling twice.
  return pipeline(Readable.from(packed), createInflateRaw({ chunkSize: 256 * 1024 }), () => {});
}

function damaged(entry: ZipEntry): Error {
  return archiveError(`${shownName(entry.name)} is damaged in the zip archive`);
}
