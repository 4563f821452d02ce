import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of a test's own. Its name is short: the sockets of vaults have at most 108 bytes for theirs. */
export async function testFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "w-"));
}

export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

/** Writes a file that only its owner may read. */
export async function writeSecret(path: string, bytes: Buffer | string): Promise<void> {
  await writeFile(path, bytes, { mode: 0o600 });
}
