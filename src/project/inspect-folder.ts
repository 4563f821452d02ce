import { basename } from "node:path";
import type { ServerFacts } from "../inspect/facts.ts";
import type { RepositorySource } from "../sources/github/repository.ts";
import { factsOf } from "./inspect-server.ts";
import type { CodeJob } from "./published-code.ts";
import { repositoryCode } from "./published-github.ts";

/**
 * The facts of a server whose code lies in a folder.
 *
 * @param folder absolute
 * @throws UserError as `languageOf` and the language's own
 */
export async function inspectFolder(folder: string, job: CodeJob): Promise<ServerFacts> {
  const repository: RepositorySource = {
    owner: "",
    repo: basename(folder),
    tag: null,
    rev: "",
    version: "0",
    hash: "",
    folder,
    subfolder: "",
    homepage: "",
    githubBase: null,
    private: false,
    description: null,
  };
  return factsOf(await repositoryCode(repository, folder, job), job);
}
