import { posix } from "node:path";
import { z } from "zod";
import { UserError } from "../../errors.ts";
import { readRepositoryFile } from "../github/read-file.ts";
import type { RepositorySource } from "../github/repository.ts";
import { type PackageJson, packageJsonSchema } from "../npm/manifest.ts";

/** A package.json of a repository, and where it is. */
export interface RepositoryPackage {
  /** Relative to the repository's root; "" is the root. */
  readonly folder: string;
  readonly packageJson: PackageJson & { readonly workspaces?: unknown; readonly packageManager?: unknown };
}

/**
 * Reads a folder's package.json. A repository need not state what only a published package has to: `name` and `version`
 * are then the repository's own.
 *
 * @returns null when there is none
 * @throws UserError `E_PACKAGE_JSON`
 */
export async function readPackage(
  repository: RepositorySource,
  folder: string,
): Promise<RepositoryPackage | null> {
  const path = posix.join(folder, "package.json");
  const text = await readRepositoryFile(repository, path);
  if (text === null) return null;
  try {
    const json: unknown = JSON.parse(text);
    const own = { name: posix.basename(folder) || repository.repo, version: repository.version };
    return { folder, packageJson: packageJsonSchema.parse({ ...own, ...Object(json) }) };
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : Object(error).message;
    throw new UserError(`its ${path} cannot be read: ${reason}`, {
      code: "E_PACKAGE_JSON",
      where: `${repository.owner}/${repository.repo}`,
      hint: "Nothing can be built from it; choose another version.",
      cause: error,
    });
  }
}
