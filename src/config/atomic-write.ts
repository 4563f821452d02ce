import { randomBytes } from "node:crypto";
import { unlinkSync } from "node:fs";
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import pLimit from "p-limit";
import { messageOf, UserError } from "../errors.ts";

/** Temporary files of writes that are going on; a process that ends at once still removes them. */
const unfinished = new Set<string>();

/**
 * Replaces a file as a whole: a temporary file beside it, fsync, rename, fsync of the folder. A reader sees
 * the old or the new contents, never a part, also after a power cut. Missing folders are made; the mode of
 * a file that is there is kept; a symbolic link is followed and stays.
 *
 * Throws UserError `E_WRITE` (full disk, read-only, no permission, …); the file is then as it was.
 */
export async function writeFileAtomically(path: string, contents: string | Uint8Array): Promise<void> {
  await writeFilesAtomically([{ path, contents }]);
}

/**
 * The same for many files, each replaced as a whole and in no order, but their folders made and flushed once.
 * All are tried; throws `E_WRITE` of one that failed. Once `signal` fires, no other is begun.
 */
export async function writeFilesAtomically(
  files: readonly { readonly path: string; readonly contents: string | Uint8Array }[],
  signal?: AbortSignal,
): Promise<void> {
  const folders = new Map<string, Promise<unknown>>();
  const touched = new Set<string>();
  const limit = pLimit(16);
  const results = await Promise.allSettled(
    files.map(({ path, contents }) =>
      limit(async () => {
        if (signal?.aborted) return;
        const { target, mode } = await targetOf(path);
        const folder = dirname(target);
        try {
          if (!folders.has(folder)) folders.set(folder, mkdir(folder, { recursive: true }));
          await folders.get(folder);
          await replaceFile(target, contents, mode);
        } catch (error) {
          throw writeError(error, path);
        }
        touched.add(folder);
      }),
    ),
  );
  await Promise.all([...touched].map((folder) => limit(() => syncFolder(folder))));
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

async function replaceFile(
  target: string,
  contents: string | Uint8Array,
  mode: number | undefined,
): Promise<void> {
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    removeAtExit(temporary);
    await writeWhole(temporary, contents, mode);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  } finally {
    unfinished.delete(temporary);
  }
}

/** Removes what writes of a file have left beside it that were killed. Nobody may be writing it meanwhile. */
export async function removeTemporaries(path: string): Promise<void> {
  const { target } = await targetOf(path);
  const [folder, start] = [dirname(target), `.${basename(target)}.`];
  const names = await readdir(folder).catch(() => []);
  const left = names.filter(
    (name) => name.startsWith(start) && /^[0-9a-f]{12}\.tmp$/.test(name.slice(start.length)),
  );
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true }).catch(() => {})));
}

/** Like `writeFileAtomically`, but leaves an equal file untouched; whether something was written. */
export async function writeIfChanged(path: string, contents: string | Uint8Array): Promise<boolean> {
  const wanted = Buffer.from(contents as Uint8Array);
  const before = await readFile(path).catch(() => undefined);
  if (before?.equals(wanted)) return false;
  await writeFileAtomically(path, contents);
  return true;
}

/** Removes a file, and then each folder above it that this leaves empty, below `upTo`. A missing one is fine. */
export async function removeFile(path: string, upTo?: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    throw writeError(error, path);
  }
  for (
    let folder = dirname(path);
    upTo !== undefined && folder.startsWith(`${upTo}/`);
    folder = dirname(folder)
  ) {
    try {
      await rmdir(folder);
    } catch {
      return;
    }
  }
}

/** `E_WRITE` with what to do about it; UserErrors pass. */
export function writeError(error: unknown, path: string): UserError {
  if (error instanceof UserError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const [message, hint] = remedies[code] ?? [messageOf(error), undefined];
  return new UserError(`cannot write the file: ${message}`, {
    code: "E_WRITE",
    where: path,
    hint,
    cause: error,
  });
}

const remedies: Readonly<Record<string, readonly [message: string, hint: string | undefined]>> = {
  ENOSPC: ["the disk is full", "Free some space and run it again; the file is as it was."],
  EDQUOT: ["the disk quota is used up", "Free some space and run it again; the file is as it was."],
  EROFS: ["the file system is read-only", undefined],
  EACCES: ["permission denied", "Is the folder yours?"],
  EPERM: ["permission denied", "Is the folder yours?"],
  EISDIR: ["there is a folder of this name", undefined],
  ENOTDIR: ["a part of its path is a file", undefined],
};

/** Where a rename must land so that a symbolic link at `path` stays one, and the mode of what is there. */
async function targetOf(path: string): Promise<{ target: string; mode?: number }> {
  try {
    const target = await realpath(path);
    return { target, mode: (await stat(target)).mode & 0o7777 };
  } catch {
    return { target: path };
  }
}

async function writeWhole(
  path: string,
  contents: string | Uint8Array,
  mode: number | undefined,
): Promise<void> {
  // Fails when the name is taken: nothing that is there is written through.
  const handle = await open(path, "wx", 0o666);
  try {
    await handle.writeFile(contents);
    if (mode !== undefined) await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Flushes a folder's entries; file systems that cannot are passed over. */
export async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, "r");
    await handle.sync();
  } catch {
    // Some file systems cannot sync a folder; the rename itself is done.
  } finally {
    await handle?.close();
  }
}

function removeAtExit(path: string): void {
  if (unfinished.size === 0 && process.listeners("exit").every((listener) => listener !== removeUnfinished)) {
    process.on("exit", removeUnfinished);
  }
  unfinished.add(path);
}

function removeUnfinished(): void {
  for (const path of unfinished) {
    try {
      unlinkSync(path);
    } catch {
      // Renamed in the meantime, or never made.
    }
  }
}
