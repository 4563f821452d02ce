import { posix } from "node:path";
import { readRepositoryFile } from "../github/read-file.ts";
import type { RepositorySource } from "../github/repository.ts";
import type { RepositoryPackage } from "./package-json.ts";

/** What installs the dependencies in the build. */
export type PackageManager = "npm" | "pnpm" | "yarn";

/** A lockfile that the repository has. */
export interface RepositoryLock {
  readonly manager: PackageManager;
  readonly file: string;
  readonly text: string;
}

/** npm prefers a shrinkwrap; of several managers' lockfiles npm's is the one that needs the least in the build. */
const files: readonly (readonly [file: string, manager: PackageManager])[] = [
  ["npm-shrinkwrap.json", "npm"],
  ["package-lock.json", "npm"],
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
];

/** The lockfile beside a package.json: of the manager that this names (`packageManager`), else the first there is. */
export async function repositoryLock(
  repository: RepositorySource,
  { folder, packageJson }: RepositoryPackage,
): Promise<RepositoryLock | null> {
  const named = String(packageJson.packageManager ?? "").replace(/@.*$/, "");
  const order = files.toSorted(([, a], [, b]) => Number(b === named) - Number(a === named));
  for (const [file, manager] of order) {
    const text = await readRepositoryFile(repository, posix.join(folder, file));
    if (text !== null) return { manager, file, text };
  }
  return null;
}
