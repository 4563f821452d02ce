import { type FileHandle, open } from "node:fs/promises";
import { nullIfMissing } from "../config/missing-file.ts";
import { messageOf, UserError } from "../errors.ts";

/** A log for reading; null: there is none. Throws UserError `E_LOG_READ`. */
export function openLog(path: string): Promise<FileHandle | null> {
  return readingLog(path, () => open(path, "r").catch(nullIfMissing));
}

/** What is done with a log; an error of the file system becomes UserError `E_LOG_READ`. */
export async function readingLog<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const [reason, hint] = reasons[code] ?? [messageOf(error), undefined];
    throw new UserError(`cannot read the log: ${reason}`, {
      code: "E_LOG_READ",
      where: path,
      hint,
      cause: error,
    });
  }
}

const mayRead = [
  "permission denied",
  "Is it yours, and may you enter every folder above it? The wrapper writes logs that their owner alone reads.",
] as const;
const reasons: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  EACCES: mayRead,
  EPERM: mayRead,
  EISDIR: ["it is a folder", "The wrapper keeps a file there: move the folder away."],
};
