import { UserError } from "../../errors.ts";
import type { RepositorySource } from "../github/repository.ts";
import { type RepositoryPackage, readPackage } from "./package-json.ts";
import { workspacePackages } from "./workspaces.ts";

/** A server's package, and the root it is installed from. */
export interface ChosenPackage {
  readonly server: RepositoryPackage;
  /** The workspace's root, else the package itself. */
  readonly root: RepositoryPackage;
  /** The other packages of the workspace, the server's own among them; empty without one. */
  readonly members: readonly RepositoryPackage[];
}

/**
 * Which package.json of a repository is the server's: that of the folder asked for; in the root of a workspace that is no program
 * itself, the one member that has a command, or the one of those that speaks of MCP.
 *
 * @throws UserError `E_WORKSPACE` with the members to choose from; `E_NO_PROJECT`, `E_PACKAGE_JSON`
 */
export async function choosePackage(repository: RepositorySource, where: string): Promise<ChosenPackage> {
  const { subfolder } = repository;
  const own = await readPackage(repository, subfolder);
  if (own === null) {
    throw new UserError(`there is no package.json in ${subfolder || "the repository's root"}`, {
      code: "E_NO_PROJECT",
      where,
    });
  }
  const members = await workspacePackages(repository, own);
  if (members.length > 0) {
    const server = own.packageJson.bin === undefined ? oneOf(members, where) : own;
    return { server, root: own, members };
  }
  for (let folder = subfolder; folder !== ""; ) {
    folder = folder.replace(/(?:^|\/)[^/]*$/, "");
    const root = await readPackage(repository, folder);
    if (root === null) continue;
    const others = await workspacePackages(repository, root);
    const server = others.find((one) => one.folder === subfolder);
    if (server !== undefined) return { server, root, members: others };
  }
  return { server: own, root: own, members: [] };
}

function oneOf(members: readonly RepositoryPackage[], where: string): RepositoryPackage {
  const programs = members.filter(({ packageJson }) => packageJson.bin !== undefined);
  const speaking = programs.filter(({ packageJson }) =>
    Object.keys(packageJson.dependencies ?? {}).some((name) => name.startsWith("@modelcontextprotocol/")),
  );
  const found = programs.length === 1 ? programs : speaking;
  if (found.length === 1) return found[0]!;
  const list = (programs.length > 0 ? programs : members).map(({ folder }) => folder);
  throw new UserError("the repository is a workspace of several packages", {
    code: "E_WORKSPACE",
    where,
    hint: `Name the server's folder, as in github:OWNER/REPO/${list[0]}. ${programs.length > 0 ? "Those with a command" : "Its packages"}: ${list.slice(0, 20).join(", ")}.`,
  });
}
