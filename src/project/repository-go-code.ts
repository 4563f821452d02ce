import { codeFiles } from "./code-files.ts";
import { goModuleIn } from "./go-repository-module.ts";
import type { RepositoryCode } from "./published-github.ts";

/** The code of a server in Go, in its repository. */
export const goCode: RepositoryCode = async (repository, where, job) => {
  const { module, facts } = await goModuleIn(repository, { bin: job.bin, where });
  return {
    language: "go",
    tree: {
      package: facts.goMod.module,
      version: repository.version,
      programs: facts.bins,
      mainProgram: facts.mainProgram,
      files: codeFiles(module),
    },
    installScripts: {},
    manifestMeta: {
      description: (repository.description ?? facts.description) || null,
      homepage: repository.homepage || null,
      license: facts.license,
    },
  };
};
