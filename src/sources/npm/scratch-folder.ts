import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../errors.ts";

const explanations: Readonly<Record<string, readonly [code: string, message: string, hint: string]>> = {
  ENOSPC: ["E_DISK_FULL", "the disk is full", "Free some space, or set TMPDIR to a folder with room."],
  EDQUOT: ["E_DISK_FULL", "the disk quota is used up", "Free some space, or set TMPDIR to another disk."],
  EROFS: ["E_WRITE", "the disk is read-only", "Set TMPDIR to a folder that you may write to."],
  EACCES: ["E_WRITE", "permission denied", "Set TMPDIR to a folder that you may write to."],
  EPERM: ["E_WRITE", "permission denied", "Set TMPDIR to a folder that you may write to."],
  ENOENT: ["E_WRITE", "there is no such folder", "Set TMPDIR to a folder that you may write to."],
  EMFILE: ["E_SYSTEM", "too many files are open", "Raise the limit (ulimit -n) or lower --jobs."],
};

/**
 * Runs `work` with an empty folder for temporary files, which is removed afterwards.
 *
 * @param where for messages: the server's spec
 * @throws UserError `E_DISK_FULL`, `E_WRITE`, `E_SYSTEM` when the disk refuses, whatever `work` throws else
 */
export async function inScratchFolder<Result>(
  where: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-"));
    return await work(folder);
  } catch (error) {
    throw isOfDisk(error) || folder === undefined ? diskError(error, where) : error;
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

/** Whether an error says something of this machine's disk, and not of what was done on it. */
export function isOfDisk(error: unknown): boolean {
  const { code, syscall } = Object(error) as NodeJS.ErrnoException;
  return (
    syscall !== undefined && code !== undefined && code !== "ENOENT" && Object.hasOwn(explanations, code)
  );
}

function diskError(error: unknown, where: string): unknown {
  const { code = "", path } = Object(error) as NodeJS.ErrnoException;
  const known = explanations[code];
  if (known === undefined) return error;
  return new UserError(`${known[1]}: ${path ?? tmpdir()}`, {
    code: known[0],
    where,
    hint: known[2],
    cause: error,
  });
}
