import type { Language } from "../config/servers-schema.ts";
import { languageOf } from "../sources/github/language.ts";
import type { RepositorySource } from "../sources/github/repository.ts";
import { withRepository } from "../sources/github/with-repository.ts";
import type { CodeJob, PublishedCode, WithCode } from "./published-code.ts";

/** Reads the code of one language out of a repository that is unpacked already. */
export type RepositoryCode = (
  repository: RepositorySource,
  where: string,
  job: CodeJob,
) => Promise<PublishedCode>;

/** One line a language. */
const languages: { readonly [Name in Language]: () => Promise<RepositoryCode> } = {
  javascript: async () => (await import("./repository-javascript-code.ts")).javascriptCode,
  python: async () => (await import("./repository-python-code.ts")).pythonCode,
  go: async () => (await import("./repository-go-code.ts")).goCode,
};

/** The code of a server in a repository on GitHub. */
export const withGithubCode: WithCode<"github"> = async (source, job, use) => {
  const [config, cache] = await Promise.all([job.fetchers.github(), job.fetchers.cache()]);
  return withRepository(source, undefined, { ...job, config, cache }, async (repository) =>
    use(await repositoryCode(repository, source.spec, job)),
  );
};

/**
 * The code in a folder on disk: of a repository, or of one that a person works in.
 *
 * @param where for messages
 * @throws UserError as `languageOf` and the language's own
 */
export async function repositoryCode(
  repository: RepositorySource,
  where: string,
  job: CodeJob,
): Promise<PublishedCode> {
  const language = await languageOf(repository, job.language, where);
  return (await languages[language]())(repository, where, job);
}
