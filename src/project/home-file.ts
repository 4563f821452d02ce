import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { defaultSettings } from "../config/check-document.ts";
import type { Project } from "../config/load.ts";
import { homeNix, isGenerated } from "../emit/home-nix.ts";
import { UserError } from "../errors.ts";
import type { Change } from "./generate.ts";

/** Where the Home-Manager module stands or stood, relative to the project root, with `/`. */
export function homePath({ settings }: Pick<Project, "settings">): string {
  return posix.normalize(settings.home === false ? (defaultSettings.home as string) : settings.home);
}

/**
 * What is to happen to the Home-Manager module: it is written, or removed where servers.yaml says
 * `home: false` and it is ours. `packaged` are the names that the overlay has. Reads only.
 *
 * Throws UserError `E_EXISTS` where somebody's own file stands in its place.
 */
export async function homeChange(
  project: Pick<Project, "root" | "settings" | "shared" | "servers">,
  packaged: readonly string[],
): Promise<Change | "unchanged" | "none"> {
  const path = homePath(project);
  const before = await readFile(join(project.root, path), "utf8").catch(nullIfMissing);
  const ours = before === null || isGenerated(before);
  if (project.settings.home === false) {
    return before !== null && ours ? { path, before, after: null } : "none";
  }
  if (!ours) throw inTheWay(path);
  const names = new Set(packaged);
  const servers = [...project.servers.values()].filter(({ name }) => names.has(name));
  const after = homeNix({ servers, shared: project.shared, settings: project.settings });
  return before === after ? "unchanged" : { path, before, after };
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
  throw error;
}

function inTheWay(path: string): UserError {
  return new UserError("there is a file that mcp-nixgen did not write", {
    code: "E_EXISTS",
    where: path,
    hint: "Give the generated Home-Manager module another name in servers.yaml, settings: { home: mcp-servers.nix }, and import that; or home: false for none.",
  });
}
