import { mkdir, open, symlink } from "node:fs/promises";
import { join, posix, resolve, sep } from "node:path";
import { diskError } from "../../cache/disk-errors.ts";
import type { Tree, TreeDirectory } from "../tree.ts";
import { archiveError, shownName } from "./archive-error.ts";

/**
 * Writes a tree into a folder that is there and empty, to be read and not run: files get no executable bit, and symlinks
 * that lead out of the folder are left out, so that no reader follows one to this machine's own files.
 *
 * @throws UserError `E_ARCHIVE` for names this machine's disk cannot hold apart (by case only), `E_DISK_FULL`
 */
export async function writeTree(tree: TreeDirectory, folder: string): Promise<void> {
  try {
    await writeEntries(tree, folder, "");
  } catch (error) {
    if (Object(error).code === "EEXIST") {
      throw archiveError(
        `two files' names differ by case only, which this disk does not tell apart: ${Object(error).path}`,
      );
    }
    throw diskError(error, folder);
  }
}

async function writeEntries(tree: TreeDirectory, folder: string, place: string): Promise<void> {
  for (const { name, node } of tree.entries) {
    const text = Buffer.from(name).toString();
    // What is no UTF-8 cannot be asked for by anything that reads here.
    if (!Buffer.from(text).equals(name)) continue;
    if (text === "" || text === "." || text === ".." || text.includes("/")) {
      throw archiveError(`the archive has a member named ${shownName(name)}`);
    }
    await writeNode(node, folder, place === "" ? text : `${place}/${text}`);
  }
}

async function writeNode(node: Tree, folder: string, place: string): Promise<void> {
  const path = join(folder, place);
  if (node.type === "directory") {
    await mkdir(path);
    return writeEntries(node, folder, place);
  }
  if (node.type === "symlink") {
    const target = Buffer.from(node.target).toString();
    if (staysInside(place, target, folder)) await symlink(target, path);
    return;
  }
  const handle = await open(path, "wx", 0o600);
  try {
    const content = node.read();
    if (content instanceof Uint8Array) await handle.writeFile(content);
    else for await (const chunk of content) await handle.writeFile(chunk);
  } finally {
    await handle.close();
  }
}

/** By the words alone, so steps up may only come first: after a name that is itself a link they would lead elsewhere. */
function staysInside(place: string, target: string, folder: string): boolean {
  const steps = target.split("/").filter((step) => step !== "" && step !== ".");
  const names = steps.findIndex((step) => step !== "..");
  if (posix.isAbsolute(target) || (names !== -1 && steps.includes("..", names))) return false;
  const path = resolve(folder, posix.dirname(place), target);
  return path === resolve(folder) || path.startsWith(resolve(folder) + sep);
}
