import { join } from "node:path";
import { writeError } from "../config/atomic-write.ts";
import { xdgFolders } from "../config/xdg.ts";
import { messageOf, UserError } from "../errors.ts";
import { codeOf, type Disk, makeFolders, replaceWhole } from "./disk.ts";
import { type DeployState, emptyState, stateSchema } from "./state-schema.ts";

/** Where deploy keeps what it remembers, its lock and the backups. */
export function deployFolder(env: Readonly<Record<string, string | undefined>>): string {
  return join(xdgFolders(env).state, "mcp-nixgen");
}

export function statePath(folder: string): string {
  return join(folder, "deploy.json");
}

/**
 * What earlier runs remembered; nothing where there is no file.
 *
 * Throws UserError `E_DEPLOY_STATE` when it cannot be read or was made by a newer version: guessing what is
 * ours would take something of the user's.
 */
export async function readState(disk: Disk, folder: string): Promise<DeployState> {
  const path = statePath(folder);
  try {
    return stateSchema.parse(JSON.parse((await disk.readFile(path)).toString("utf8")));
  } catch (cause) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(cause))) return emptyState;
    throw new UserError(`cannot read what was deployed earlier: ${reasonOf(cause)}`, {
      code: "E_DEPLOY_STATE",
      where: path,
      hint: "Was it written by a newer mcp-nixgen? If it is broken, move it away: entries that are as deploy would write them count as its own.",
      cause,
    });
  }
}

/** Replaces the state as a whole, 0600; the caller holds the folder's lock. Throws UserError `E_WRITE`. */
export async function writeState(disk: Disk, folder: string, state: DeployState): Promise<void> {
  const path = statePath(folder);
  try {
    await makeFolders(disk, folder);
    const bytes = Buffer.from(`${JSON.stringify(state, null, 1)}\n`);
    // One name for all: what a killed run left goes with the next.
    const temporary = join(folder, ".deploy.json.tmp");
    await disk.remove(temporary);
    await replaceWhole(disk, path, temporary, bytes, { mode: 0o600 });
  } catch (error) {
    throw writeError(error, path);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof SyntaxError ? "it is no JSON" : messageOf(error).split("\n")[0]!.slice(0, 200);
}
