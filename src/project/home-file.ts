import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { defaultSettings } from "../config/check-document.ts";
import type { Project } from "../config/load.ts";
import { homeInLocks, locksPath } from "../config/lock.ts";
import { nullIfMissing } from "../config/missing-file.ts";
import { homeNix, isGenerated } from "../emit/home-nix.ts";
import { UserError } from "../errors.ts";
import type { Change } from "./generate.ts";

/** Where the Home-Manager module stands or stood, relative to the project root, with `/`. */
export function homePath({ settings }: Pick<Project, "settings">): string {
  return posix.normalize(settings.home === false ? (defaultSettings.home as string) : settings.home);
}

/** Where `init` puts it; any other place is remembered in the lock file. */
const usualHomes: readonly string[] = [defaultSettings.home as string, "mcp-servers.nix"];

/** The place to remember; null: it is a usual one, or there is none. */
export function homeToRemember(project: Pick<Project, "settings">): string | null {
  const path = homePath(project);
  return project.settings.home === false || usualHomes.includes(path) ? null : path;
}

/** Modules of ours in places that `settings.home` no longer names: they are to go. Reads only. */
export async function formerHomes(project: Pick<Project, "root" | "settings">): Promise<Change[]> {
  const { root, settings } = project;
  const remembered = await homeInLocks(locksPath(root));
  const current = settings.home === false ? undefined : homePath(project).toLowerCase();
  const places = new Set([...usualHomes, ...(remembered === undefined ? [] : [posix.normalize(remembered)])]);
  const found = await Promise.all(
    [...places].map(async (path) => {
      // Not every file system tells letter case apart, and none of ours is outside of the project.
      if (path.toLowerCase() === current || /^(?:\.\.)?\//.test(path)) return [];
      const before = await readFile(join(root, path), "utf8").catch(() => null);
      return before !== null && isHomeModule(before) ? [{ path, before, after: null }] : [];
    }),
  );
  return found.flat();
}

/** By what `homeNix` writes first. */
function isHomeModule(text: string): boolean {
  return isGenerated(text) && /^\s*programs\.mcp-nixgen = \{$/m.test(text);
}

/**
 * What is to happen to the Home-Manager module where servers.yaml has it. `packaged` are the names that the overlay has. Reads only.
 *
 * Throws UserError `E_EXISTS` where somebody's own file stands in its place.
 */
export async function homeChange(
  project: Pick<Project, "root" | "settings" | "shared" | "servers">,
  packaged: readonly string[],
): Promise<Change | "unchanged" | "none"> {
  if (project.settings.home === false) return "none";
  const path = homePath(project);
  const before = await readFile(join(project.root, path), "utf8").catch(nullIfMissing);
  if (before !== null && !isGenerated(before)) throw inTheWay(path);
  const names = new Set(packaged);
  const servers = [...project.servers.values()].filter(({ name }) => names.has(name));
  const after = homeNix({ servers, shared: project.shared, settings: project.settings });
  return before === after ? "unchanged" : { path, before, after };
}

function inTheWay(path: string): UserError {
  return new UserError("there is a file that mcp-nixgen did not write", {
    code: "E_EXISTS",
    where: path,
    hint: "Give the generated Home-Manager module another name in servers.yaml, settings: { home: mcp-servers.nix }, and import that; or home: false for none.",
  });
}
