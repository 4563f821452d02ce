import { posix } from "node:path";

const ENDINGS = [
  "",
  ".ts",
  ".mts",
  ".cts",
  ".js",
  ".mjs",
  ".cjs",
  ".tsx",
  ".jsx",
  ".json",
  "/index.ts",
  "/index.js",
  "/index.mjs",
  "/index.cjs",
];

/** Folders that a build writes to, and what it writes them from. */
const BUILT = /^(?:dist|build|lib|out|bin|output)(?:\/(?:esm|cjs|src|bin))?\//;

/**
 * The file that a path without a certain ending means: as Node and bundlers look for it, then what it is compiled from.
 *
 * @param has whether the package has a file
 */
export function findFile(path: string, has: (path: string) => boolean): string | undefined {
  const plain = posix.normalize(path).replace(/^\.?\//, "");
  if (plain.startsWith("..")) return undefined;
  for (const ending of ENDINGS)
    if (ending !== "" || /\.\w+$/.test(plain)) if (has(plain + ending)) return plain + ending;
  const stem = plain.replace(/\.([cm]?)jsx?$/, "");
  if (stem === plain) return undefined;
  return ENDINGS.slice(1)
    .map((ending) => stem + ending)
    .find(has);
}

/** The source of a program that a build would make: `dist/index.js` from `src/index.ts`. */
export function findSource(path: string, has: (path: string) => boolean): string | undefined {
  const there = findFile(path, has);
  if (there !== undefined) return there;
  const plain = posix.normalize(path).replace(/^\.?\//, "");
  const inner = plain.replace(BUILT, "");
  for (const place of [`src/${inner}`, inner, `src/${plain}`, `src/${posix.basename(plain)}`]) {
    const found = findFile(place, has);
    if (found !== undefined) return found;
  }
  return ["src/index.ts", "src/server.ts", "src/main.ts", "index.ts", "src/index.js", "index.js"].find(has);
}
