import { lstat, readlink, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { RealPath } from "./sandbox-mounts.ts";

/** As the kernel's limit, `MAXSYMLINKS`. */
const MOST_LINKS = 40;

interface Way {
  /** What the path leads to; `null` where there is nothing. */
  readonly real: RealPath | null;
  /** The symbolic links on the way, each by a path without others. */
  readonly links: readonly string[];
}

/** Follows an absolute path. What cannot be looked at counts as nothing. */
export async function follow(path: string): Promise<Way> {
  const links: string[] = [];
  let rest = resolve(path).split("/").filter(Boolean);
  let at = "/";
  while (rest.length > 0) {
    const [name = "", ...after] = rest;
    const next = join(at, name);
    const stats = await lstat(next).catch(() => null);
    if (stats === null) return { real: null, links };
    if (!stats.isSymbolicLink()) {
      at = next;
      rest = after;
      continue;
    }
    if (links.push(next) > MOST_LINKS) return { real: null, links };
    const target = resolve(dirname(next), await readlink(next).catch(() => next));
    at = "/";
    rest = [...target.split("/").filter(Boolean), ...after];
  }
  const stats = await stat(at).catch(() => null);
  return {
    real: stats === null ? null : { path: at, kind: stats.isDirectory() ? "folder" : "file" },
    links,
  };
}
