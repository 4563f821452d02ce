import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeError } from "../../config/atomic-write.ts";

/**
 * Runs `work` with the path of a file that holds `script`, readable by its owner only; it is gone afterwards.
 * Throws `E_WRITE`, and what `work` throws.
 */
export async function withScriptFile<T>(
  folder: string,
  script: string,
  extension: string,
  work: (path: string) => Promise<T>,
): Promise<T> {
  const path = join(folder, `${randomUUID()}${extension}`);
  try {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(path, script, { mode: 0o600, flag: "wx" });
    } catch (error) {
      throw writeError(error, path);
    }
    return await work(path);
  } finally {
    await rm(path, { force: true }).catch(() => {});
  }
}
