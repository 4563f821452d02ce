import { join } from "node:path";
import { UserError } from "../errors.ts";
import { type TreeDirectory, treeOfPath } from "../prefetch/tree.ts";
import { readSourceTree } from "../sources/pypi/read-sdist.ts";
import { metaFrom } from "../sources/pypi/resolve-repository.ts";
import { codeFiles } from "./code-files.ts";
import { mainProgramIfTold } from "./main-program-if-told.ts";
import type { RepositoryCode } from "./published-github.ts";

/**
 * The code of a server in Python, in its repository.
 *
 * @throws UserError `E_PYPROJECT` for a folder that is no project's, or whose manifest cannot be read
 */
export const pythonCode: RepositoryCode = async (repository, where, job) => {
  const tree = (await treeOfPath(join(repository.folder, repository.subfolder))) as TreeDirectory;
  const contents = await readSourceTree(tree, (why) => unreadable(where, why));
  const { pyproject, metadata, scripts } = contents;
  const name = pyproject?.name ?? pyproject?.poetry?.name ?? metadata?.name ?? repository.repo;
  const { description, homepage, license } = metaFrom(repository, contents);
  return {
    language: "python",
    tree: {
      package: name,
      version: repository.version,
      programs: scripts,
      mainProgram: mainProgramIfTold(name, scripts, job.bin, where),
      files: codeFiles(tree),
    },
    installScripts: {},
    manifestMeta: { description: description || null, homepage: homepage || null, license },
  };
};

function unreadable(where: string, why: string): UserError {
  return new UserError(why, {
    code: "E_PYPROJECT",
    where,
    hint: "Name the folder that has the server's pyproject.toml, as in github:OWNER/REPO/FOLDER.",
  });
}
