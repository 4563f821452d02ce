import type { GithubSrc } from "../../config/lock-github-schema.ts";
import type { RepositorySource } from "./repository.ts";

/** What a lock keeps of a repository. */
export function githubSrcOf(repository: RepositorySource): GithubSrc {
  const { owner, repo, tag, rev, hash, githubBase } = repository;
  return { type: "github", owner, repo, tag, rev, hash, githubBase, private: repository.private };
}
