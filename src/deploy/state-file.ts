import { join } from "node:path";
import { z } from "zod";
import { writeError } from "../config/atomic-write.ts";
import { xdgFolders } from "../config/xdg.ts";
import { messageOf, UserError } from "../errors.ts";
import { codeOf, type Disk, makeFolders, replaceWhole } from "./disk.ts";
import { type DeployState, emptyState, type FileRecord, stateSchema, stateVersion } from "./state-schema.ts";

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
export async function readState(disk: Disk, folder: string, home: string): Promise<DeployState> {
  const path = statePath(folder);
  let data: unknown;
  try {
    data = JSON.parse((await disk.readFile(path)).toString("utf8"));
    return withPaths(stateSchema.parse(data), (each) =>
      each.startsWith("~/") ? join(home, each.slice(2)) : each,
    );
  } catch (cause) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(cause))) return emptyState;
    const { data: newer } = versionSchema.safeParse(data);
    if (newer !== undefined && newer.version !== stateVersion) {
      throw new UserError(`what was deployed earlier is written in version ${newer.version} of its format`, {
        code: "E_DEPLOY_STATE",
        where: path,
        hint: `This mcp-nixgen knows version ${stateVersion}: use the one that wrote it, or a newer one.`,
        cause,
      });
    }
    throw new UserError(`cannot read what was deployed earlier: ${reasonOf(cause)}`, {
      code: "E_DEPLOY_STATE",
      where: path,
      hint: "Is it readable for you? If it is broken, move it away: what stands in the clients' files counts as yours then, and deploy --adopt NAME takes it over.",
      cause,
    });
  }
}

/** A home that is moved or copied takes what is remembered with it: in the file its own paths begin with `~/`. */
function withPaths(state: DeployState, change: (path: string) => string): DeployState {
  const record = (each: FileRecord): FileRecord => ({
    ...each,
    path: change(each.path),
    folders: each.folders.map(change),
    backup: each.backup === null ? null : change(each.backup),
  });
  return {
    ...state,
    files: state.files.map(record),
    pending: state.pending.map((each) => ({
      record: record(each.record),
      temporary: change(each.temporary),
    })),
  };
}

const versionSchema = z.object({ version: z.number() });

/** Replaces the state as a whole, 0600; the caller holds the folder's lock. Throws UserError `E_WRITE`. */
export async function writeState(
  disk: Disk,
  folder: string,
  home: string,
  state: DeployState,
): Promise<void> {
  const path = statePath(folder);
  try {
    await makeFolders(disk, folder);
    const short = (each: string) => (each.startsWith(`${home}/`) ? `~${each.slice(home.length)}` : each);
    const bytes = Buffer.from(`${JSON.stringify(withPaths(state, short), null, 1)}\n`);
    // One name for all: what a killed run left goes with the next.
    const temporary = join(folder, ".deploy.json.tmp");
    await disk.remove(temporary);
    await replaceWhole(disk, path, temporary, bytes, { mode: 0o600 });
  } catch (error) {
    throw writeError(error, path);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return "it is no JSON";
  if (error instanceof z.ZodError) return "it is not what deploy writes";
  return messageOf(error);
}
