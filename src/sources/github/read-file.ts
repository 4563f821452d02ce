import { open, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { RepositorySource } from "./repository.ts";

/** Manifests and lockfiles are smaller; a larger file is none. */
const MOST = 64 * 1024 * 1024;

/**
 * A text file of a repository, without a byte order mark; null where there is none. A symlink is followed only within the
 * repository.
 *
 * @param path relative to the repository's root, with `/`
 */
export async function readRepositoryFile(
  { folder }: Pick<RepositorySource, "folder">,
  path: string,
): Promise<string | null> {
  const file = await realpath(join(folder, path)).catch(() => null);
  if (file === null) return null;
  const inside = relative(await realpath(folder), file);
  if (inside === ".." || inside.startsWith(`..${sep}`)) return null;
  const handle = await open(file, "r").catch(() => null);
  try {
    const stats = await handle?.stat();
    if (handle === null || stats?.isFile() !== true || stats.size > MOST) return null;
    return (await handle.readFile("utf8")).replace(/^\uFEFF/, "");
  } finally {
    await handle?.close();
  }
}
