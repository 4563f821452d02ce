import { join } from "node:path";
import { UserError } from "../errors.ts";
import { treeOfPath } from "../prefetch/tree.ts";
import { installScriptsIn } from "../sources/npm/install-scripts.ts";
import { statedLicense } from "../sources/npm/license.ts";
import { choosePackage } from "../sources/npm-source/choose-package.ts";
import { sourceBins } from "../sources/npm-source/source-bins.ts";
import { codeFiles } from "./code-files.ts";
import { mainProgramIfTold } from "./main-program-if-told.ts";
import type { RepositoryCode } from "./published-github.ts";

/** The code of a server in JavaScript or TypeScript, in its repository; its programs may be files that a build makes. */
export const javascriptCode: RepositoryCode = async (repository, where, job) => {
  const { server } = await choosePackage(repository, where);
  const { packageJson, folder } = server;
  const bins = binsIfAny(server, where);
  const tree = await treeOfPath(join(repository.folder, folder));
  return {
    language: "javascript",
    tree: {
      package: packageJson.name,
      version: repository.version,
      programs: bins,
      mainProgram: mainProgramIfTold(packageJson.name, bins, job.bin, where),
      files: tree.type === "directory" ? codeFiles(tree) : [],
    },
    installScripts: installScriptsIn(packageJson.scripts),
    manifestMeta: {
      description: packageJson.description?.replace(/\s+/g, " ").trim() || null,
      homepage: repository.homepage || null,
      license: statedLicense(packageJson.license ?? packageJson.licenses),
    },
  };
};

function binsIfAny(
  server: Parameters<typeof sourceBins>[0],
  where: string,
): Readonly<Record<string, string>> {
  try {
    return sourceBins(server, where).bins;
  } catch (error) {
    if (error instanceof UserError && error.code === "E_NO_BIN") return {};
    throw error;
  }
}
