import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Project } from "./load.ts";

/** What a generated package consists of; anything else in its folder is somebody's own. */
const packageFiles = ["package.nix", "package.json", "package-lock.json"] as const;

/** Folder of all generated packages, absolute. */
export function packagesFolder(project: Pick<Project, "root" | "settings">): string {
  return join(project.root, project.settings.output, "packages");
}

/** Folder of one generated package, absolute. */
export function packageFolder(project: Pick<Project, "root" | "settings">, server: string): string {
  return join(packagesFolder(project), server);
}

/** The files of a generated package that are there, and those in its folder that are not ours. */
export async function filesOfPackage(folder: string): Promise<{ ours: string[]; others: string[] }> {
  const names: string[] = await readdir(folder).catch(() => []);
  const isOurs = (name: string) => (packageFiles as readonly string[]).includes(name);
  return {
    ours: names.filter(isOurs).map((name) => join(folder, name)),
    others: names.filter((name) => !isOurs(name)).map((name) => join(folder, name)),
  };
}
