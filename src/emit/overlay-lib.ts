import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GeneratedFile } from "./generated-files.ts";

/**
 * The helpers of style overlay as they lie in this package's `overlays/lib`, which it ships: `generate`
 * copies them beside the packages that need them. Sorted by name.
 */
export async function overlayLib(): Promise<GeneratedFile[]> {
  const folder = await findFolder(dirname(fileURLToPath(import.meta.url)));
  const names = (await readdir(folder)).toSorted();
  return Promise.all(
    names.map(async (path) => ({ path, contents: await readFile(join(folder, path), "utf8") })),
  );
}

/** The bundle lies in `dist/`, the source in `src/emit/`: the package's root is somewhere above both. */
async function findFolder(from: string): Promise<string> {
  const folder = join(from, "overlays", "lib");
  const found = await stat(join(folder, "default.nix")).catch(() => null);
  if (found !== null) return folder;
  if (dirname(from) === from) throw new Error("mcp-nixgen is not installed whole: overlays/lib is missing");
  return findFolder(dirname(from));
}
