import { lstat, mkdir, open, symlink } from "node:fs/promises";
import { dirname, join, posix, resolve, sep } from "node:path";
import { diskError } from "../../cache/disk-errors.ts";
import type { TreeDirectory, TreeFile } from "../tree.ts";
import { archiveError, shownName } from "./archive-error.ts";

interface Link {
  /** Relative to the folder. */
  readonly place: string;
  readonly target: string;
}

/**
 * Writes a tree into a folder that is there and empty, to be read and not run: files get no executable bit, and of the symlinks
 * only those to files of the tree are written. Others could lead a reader to this machine's own files, or around in circles.
 *
 * @throws UserError `E_ARCHIVE` for names this machine's disk cannot hold apart (by case only), `E_DISK_FULL`
 */
export async function writeTree(tree: TreeDirectory, folder: string): Promise<void> {
  const links: Link[] = [];
  try {
    await writeEntries(tree, folder, "", links);
    for (const link of links) await writeLink(link, folder);
  } catch (error) {
    if (Object(error).code === "EEXIST") {
      throw archiveError(
        `two files' names differ by case only, which this disk does not tell apart: ${Object(error).path}`,
      );
    }
    throw diskError(error, folder);
  }
}

async function writeEntries(
  tree: TreeDirectory,
  folder: string,
  place: string,
  links: Link[],
): Promise<void> {
  for (const { name, node } of tree.entries) {
    const text = Buffer.from(name).toString();
    // What is no UTF-8 cannot be asked for by anything that reads here.
    if (!Buffer.from(text).equals(name)) continue;
    if (text === "" || text === "." || text === ".." || text.includes("/")) {
      throw archiveError(`the archive has a member named ${shownName(name)}`);
    }
    const below = posix.join(place, text);
    if (node.type === "symlink") links.push({ place: below, target: Buffer.from(node.target).toString() });
    else if (node.type === "file") await writeFile(node, join(folder, below));
    else {
      await mkdir(join(folder, below));
      await writeEntries(node, folder, below, links);
    }
  }
}

async function writeFile(node: TreeFile, path: string): Promise<void> {
  const handle = await open(path, "wx", 0o600);
  try {
    const content = node.read();
    if (content instanceof Uint8Array) await handle.writeFile(content);
    else for await (const chunk of content) await handle.writeFile(chunk);
  } finally {
    await handle.close();
  }
}

async function writeLink({ place, target }: Link, folder: string): Promise<void> {
  const path = join(folder, place);
  const to = resolve(dirname(path), target);
  if (posix.isAbsolute(target) || !to.startsWith(resolve(folder) + sep)) return;
  const stats = await lstat(to).catch(() => null);
  if (stats?.isFile() === true) await symlink(target, path);
}
