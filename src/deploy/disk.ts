import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { syncFolder } from "../config/atomic-write.ts";

/**
 * All that deploy does to a disk, one step a method, so that tests can stop between any two. Errors are Node's.
 * Every method is about the path itself but `stat`, `realpath` and `readFile`, which follow links.
 */
export interface Disk {
  lstat(path: string): Promise<Stats>;
  stat(path: string): Promise<Stats>;
  readlink(path: string): Promise<string>;
  realpath(path: string): Promise<string>;
  readFile(path: string): Promise<Buffer>;
  /** Names of what is in a folder. */
  readdir(path: string): Promise<string[]>;
  /** Makes one folder, mode 0700. */
  mkdir(path: string): Promise<void>;
  /** Makes a file that must not be there, writes it and flushes it to the disk. */
  create(path: string, bytes: Uint8Array, owner: Ownership): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** A missing file is fine. */
  remove(path: string): Promise<void>;
  /** Fails when there is something in it. */
  rmdir(path: string): Promise<void>;
  /** Flushes the folder's entries; file systems that cannot are passed over. */
  syncFolder(path: string): Promise<void>;
}

export interface Ownership {
  /** Permission bits. */
  readonly mode: number;
  /** Kept as far as the system allows. */
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

export const realDisk: Disk = {
  lstat: (path) => lstat(path),
  stat: (path) => stat(path),
  readlink: (path) => readlink(path),
  realpath: (path) => realpath(path),
  readFile: (path) => readFile(path),
  readdir: (path) => readdir(path),
  mkdir: async (path) => {
    await mkdir(path, { mode: 0o700 });
  },
  create,
  rename,
  remove: (path) => rm(path, { force: true }),
  rmdir,
  syncFolder,
};

async function create(path: string, bytes: Uint8Array, owner: Ownership): Promise<void> {
  // Fails when the name is taken: nothing that is there is written through.
  const handle = await open(path, "wx", 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.chmod(await ownedMode(handle, owner));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The mode to give; without the group's rights where the group cannot be kept. */
async function ownedMode(handle: FileHandle, { mode, uid, gid }: Ownership) {
  if (uid === undefined || gid === undefined) return mode;
  const facts = await handle.stat();
  if (facts.uid === uid && facts.gid === gid) return mode;
  try {
    await handle.chown(uid, gid);
    return mode;
  } catch {
    return mode & ~0o070;
  }
}

/** A name beside a file that nobody else has. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `.${basename(path)}.mcp-nixgen-${randomBytes(6).toString("hex")}.tmp`);
}

/**
 * Replaces `path` as a whole by way of `temporary`: a reader sees the old or the new bytes, also after a power
 * cut. `last` is asked right before the rename; false: nothing happens. Whether it was replaced.
 */
export async function replaceWhole(
  disk: Disk,
  path: string,
  temporary: string,
  bytes: Uint8Array,
  owner: Ownership,
  last: () => Promise<boolean> = async () => true,
): Promise<boolean> {
  try {
    await disk.create(temporary, bytes, owner);
    if (!(await last())) {
      await disk.remove(temporary);
      return false;
    }
    await disk.rename(temporary, path);
  } catch (error) {
    await disk.remove(temporary).catch(() => {});
    throw error;
  }
  await disk.syncFolder(dirname(path));
  return true;
}

/** The folders of a path that are not there, the outermost first. */
export async function missingFolders(disk: Disk, folder: string): Promise<string[]> {
  try {
    if ((await disk.stat(folder)).isDirectory()) return [];
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    return [...(await missingFolders(disk, dirname(folder))), folder];
  }
  throw Object.assign(new Error(`${folder} is no folder`), { code: "ENOTDIR" });
}

export async function makeFolders(disk: Disk, folder: string): Promise<void> {
  for (const missing of await missingFolders(disk, folder)) {
    try {
      await disk.mkdir(missing);
      await disk.syncFolder(dirname(missing));
    } catch (error) {
      // Somebody was faster; a link to nowhere is as good as none.
      if (codeOf(error) !== "EEXIST" || !(await disk.stat(missing)).isDirectory()) throw error;
    }
  }
}

export function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException | undefined)?.code ?? "");
}
