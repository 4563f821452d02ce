import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** Bundles are large; what is beyond this is not worth a made-up key. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * The environment variables a package's own JavaScript names as `process.env.NAME` or `process.env["NAME"]`,
 * sorted; none where there is no such folder. Reads only; its dependencies are left out.
 *
 * @param folder the installed package
 */
export async function environmentNamesIn(folder: string): Promise<string[]> {
  const names = new Set<string>();
  let left = MAX_BYTES;
  for await (const file of scriptsIn(folder)) {
    left -= (await stat(file)).size;
    if (left < 0) break;
    const text = await readFile(file, "utf8");
    for (const [, dotted, quoted] of text.matchAll(
      /\benv(?:\.([A-Z][A-Z0-9_]+)|\[["']([A-Z][A-Z0-9_]+)["']\])/g,
    )) {
      names.add((dotted ?? quoted)!);
    }
  }
  return [...names].sort();
}

async function* scriptsIn(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== "node_modules") yield* scriptsIn(path);
    else if (entry.isFile() && /\.[cm]?js$/.test(entry.name)) yield path;
  }
}
