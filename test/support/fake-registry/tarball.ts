import { gzipSync } from "node:zlib";
import { Header, Pax } from "tar";
import type { FakeFile, FakeFiles } from "./types.ts";

/** The date `npm pack` writes on every entry. */
const packDate = new Date("1985-10-26T08:15:00.000Z");
const blockSize = 512;

/**
 * A package's tarball from files in memory: the same bytes for the same files in the same order,
 * on every machine. Paths are put below `topFolder`. gzip at level 9, as `npm pack` does it.
 */
export function packTarball(files: FakeFiles, topFolder = "package"): Buffer {
  const blocks = Object.entries(files).flatMap(([path, file]) => entryBlocks(`${topFolder}/${path}`, file));
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * blockSize)]), { level: 9 });
}

function entryBlocks(path: string, file: FakeFile): Buffer[] {
  if (isLink(file))
    return headerBlocks(path, { type: "SymbolicLink", linkpath: file.link, size: 0, mode: 0o777 });
  const { content, mode } = withMode(file);
  const padding = Buffer.alloc((blockSize - (content.length % blockSize)) % blockSize);
  return [...headerBlocks(path, { type: "File", size: content.length, mode }), content, padding];
}

function headerBlocks(
  path: string,
  fields: { type: "File" | "SymbolicLink"; size: number; mode: number; linkpath?: string },
): Buffer[] {
  const data = { path, mtime: packDate, uid: 0, gid: 0, ...fields };
  const block = Buffer.alloc(blockSize);
  const needsPax = new Header(data).encode(block, 0);
  if (!needsPax) return [block];
  const pax = new Pax({ path, ...(fields.linkpath === undefined ? {} : { linkpath: fields.linkpath }) });
  return [pax.encode(), block];
}

function isLink(file: FakeFile): file is { readonly link: string } {
  return typeof file === "object" && "link" in file;
}

function withMode(file: Exclude<FakeFile, { readonly link: string }>): { content: Buffer; mode: number } {
  if (typeof file === "string" || file instanceof Uint8Array)
    return { content: Buffer.from(file), mode: 0o644 };
  return { content: Buffer.from(file.content), mode: file.mode ?? 0o644 };
}
