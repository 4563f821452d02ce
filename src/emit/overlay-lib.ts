import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GeneratedFile } from "./generated-files.ts";

/**
 * The overlay's hand-written helpers (`overlays/lib` of this package), which `generate` copies beside
 * registry-neutral packages.
 */
export async function overlayLib(): Promise<GeneratedFile[]> {
  const folder = join(await packageRoot(), "overlays", "lib");
  const names = (await readdir(folder)).sort();
  return Promise.all(
    names.map(async (path) => ({ path, contents: await readFile(join(folder, path), "utf8") })),
  );
}

/** The nearest folder above this file with a package.json: source and bundle lie at different depths. */
async function packageRoot(): Promise<string> {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const names = await readdir(folder);
    if (names.includes("package.json") || folder === dirname(folder)) return folder;
  }
}
