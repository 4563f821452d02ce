import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { writeError } from "../config/atomic-write.ts";
import type { ClientId } from "../config/clients.ts";
import { type Disk, makeFolders, replaceWhole } from "./disk.ts";

/** Copies that are kept of each client's files, beside those that a record names. */
const kept = 10;

const nameOfCopy = /^(?<client>.+?)-(?<time>\d{8}T\d{6}Z)-[0-9a-f]{6}-/;

function backupFolder(folder: string): string {
  return join(folder, "backups");
}

/** Throws UserError `E_WRITE`. */
export async function makeBackupFolder(disk: Disk, folder: string): Promise<void> {
  const path = backupFolder(folder);
  await makeFolders(disk, path).catch((error: unknown) => {
    throw writeError(error, path);
  });
}

/** `cursor-20260101T120000Z-a1b2c3-mcp.json` */
export function backupPath(folder: string, client: ClientId, path: string, now: Date): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const name = [client, time, randomBytes(3).toString("hex"), basename(path)].join("-");
  return join(backupFolder(folder), name);
}

/** Whole or not at all, and for the user's eyes only. Errors are Node's. */
export async function writeBackup(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.tmp`);
  await replaceWhole(disk, path, temporary, bytes, { mode: 0o600 });
}

/**
 * Removes the oldest copies of each client beyond the newest few, and what a run that was killed left half
 * written. `named`: copies that stay in any case. What cannot be removed is no trouble.
 */
export async function pruneBackups(disk: Disk, folder: string, named: ReadonlySet<string>): Promise<void> {
  const names = await disk.readdir(backupFolder(folder)).catch(() => []);
  const byClient = new Map<string, string[]>();
  const gone = names.filter((name) => name.startsWith(".") && name.endsWith(".tmp"));
  for (const name of names) {
    const client = nameOfCopy.exec(name)?.groups?.client;
    if (client !== undefined) byClient.set(client, [...(byClient.get(client) ?? []), name]);
  }
  for (const copies of byClient.values()) {
    const timeOf = (name: string) => nameOfCopy.exec(name)!.groups!.time!;
    const newestFirst = copies.sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1));
    gone.push(...newestFirst.slice(kept).filter((name) => !named.has(join(backupFolder(folder), name))));
  }
  for (const name of gone) await disk.remove(join(backupFolder(folder), name)).catch(() => {});
}
