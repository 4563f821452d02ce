import { posix } from "node:path";
import { UserError } from "../errors.ts";
import { folderAt } from "../prefetch/go/module-tree.ts";
import { type TreeDirectory, treeOfPath } from "../prefetch/tree.ts";
import type { RepositorySource } from "../sources/github/repository.ts";
import { describeGo, type GoFacts } from "../sources/go/describe.ts";

/** The Go module that a server in a repository is of. */
export interface RepositoryModule {
  /** The whole repository. */
  readonly tree: TreeDirectory;
  /** Folder of its go.mod; empty for the root. */
  readonly modRoot: string;
  readonly module: TreeDirectory;
  readonly facts: GoFacts;
}

/**
 * Finds the module at or above the folder that is asked for, and reads what its files say. Nothing of them is run.
 *
 * @param where for errors: the server's source
 * @throws UserError `E_GO_MOD` without a go.mod at or above the folder asked for; see `describeGo`
 */
export async function goModuleIn(
  { folder, subfolder }: RepositorySource,
  { bin, where }: { readonly bin: string | undefined; readonly where: string },
): Promise<RepositoryModule> {
  const tree = (await treeOfPath(folder)) as TreeDirectory;
  const modRoot = moduleRoot(tree, subfolder);
  const module = modRoot === null ? undefined : folderAt(tree, modRoot);
  if (modRoot === null || module === undefined) {
    throw new UserError("there is no go.mod in its folder, nor above", {
      code: "E_GO_MOD",
      where,
      hint: "Name the folder that has the module, as in github:OWNER/REPO/FOLDER.",
    });
  }
  const below = subfolder.slice(modRoot === "" ? 0 : modRoot.length + 1);
  // A repository has folders beside the module, too.
  const isFolder = (path: string) => folderAt(tree, posix.join("/", modRoot, path)) !== undefined;
  return { tree, modRoot, module, facts: await describeGo(module, { folder: below, bin, where, isFolder }) };
}

/** The nearest folder with a go.mod, from `folder` upwards; null: there is none. */
function moduleRoot(tree: TreeDirectory, folder: string): string | null {
  const names = folder.split("/").filter((name) => name !== "");
  for (let length = names.length; length >= 0; length--) {
    const path = names.slice(0, length).join("/");
    const entries = folderAt(tree, path)?.entries ?? [];
    if (entries.some(({ name }) => Buffer.from(name).toString() === "go.mod")) return path;
  }
  return null;
}
