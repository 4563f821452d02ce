import type { GithubSrc } from "../config/lock-github-schema.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import type { Language, ServerSpec } from "../config/servers-schema.ts";
import { languageOf } from "../sources/github/language.ts";
import type { RepositorySource } from "../sources/github/repository.ts";
import type { GithubSource } from "../sources/github/spec.ts";
import { withRepository } from "../sources/github/with-repository.ts";
import type { Locker, LockJob } from "./locker.ts";
import type { RepositoryLocker } from "./repository-locker.ts";

/** One line a language. */
const languages: { readonly [Name in Language]: () => Promise<RepositoryLocker> } = {
  go: async () => (await import("./go-repository-locker.ts")).goRepositoryLocker,
  python: async () => (await import("./python-repository-locker.ts")).pythonRepositoryLocker,
  javascript: async () => (await import("./npm-source-locker.ts")).npmSourceLocker,
};

/** Servers that are built from a repository on GitHub, by the recipe of their language. */
export const githubLocker: Locker<"github"> = {
  settle: (source, asked, job) =>
    inRepository(source, asked, undefined, job, async (repository, locker, notes) => {
      const settled = await locker.settle(repository, asked, job);
      return { ...settled, notes: [...notes, ...settled.notes] };
    }),
  lock: (source, server, job) => {
    const src = lockedSrc(server, job.previous);
    return inRepository(source, server, src, job, async (repository, locker, notes) => {
      const made = await locker.lock(repository, server, job);
      return { ...made, notes: [...notes, ...made.notes] };
    });
  },
};

function lockedSrc(server: ServerSpec, previous: LockedServer | undefined): GithubSrc | undefined {
  if (previous === undefined || previous.spec !== server.source || !("src" in previous)) return undefined;
  return "type" in previous.src && previous.src.type === "github" ? previous.src : undefined;
}

async function inRepository<Result>(
  source: GithubSource,
  server: ServerSpec,
  known: GithubSrc | undefined,
  job: LockJob,
  use: (repository: RepositorySource, locker: RepositoryLocker, notes: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const [config, cache] = await Promise.all([job.fetchers.github(), job.fetchers.cache()]);
  return withRepository(source, known, { ...job, config, cache }, async (repository, notes) => {
    const language = await languageOf(repository, server.language, source.spec);
    return use(repository, await languages[language](), notes);
  });
}
