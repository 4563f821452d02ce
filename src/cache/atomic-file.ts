import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { diskError } from "./disk-errors.ts";

/**
 * Writes a whole file so that a reader, another process or a crash never sees half of it: into a temporary file
 * beside it, then renamed. Missing folders are made. On failure nothing is left.
 *
 * @param durable flush to the disk before the rename; not needed for what is cheap to make again
 * @throws UserError `E_DISK_FULL`, `E_CACHE`
 */
export async function writeAtomically(
  file: string,
  bytes: Uint8Array | string,
  { durable }: { durable: boolean },
): Promise<void> {
  const temporary = temporaryBeside(file);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await open(temporary, "wx", 0o600);
    try {
      await handle.writeFile(bytes);
      if (durable) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw diskError(error, path.dirname(file));
  }
}

export function temporaryBeside(file: string): string {
  return path.join(path.dirname(file), `.tmp-${process.pid}-${randomBytes(6).toString("hex")}`);
}
