import { UserError } from "../../errors.ts";

const GIT_PROTOCOLS = new Set(["git:", "git+ssh:", "git+https:", "ssh:"]);

/** Says the tarball of a repository's commit, or undefined where the URL has another form. */
type TarballOf = (segments: readonly string[], fragment: string | undefined) => string | undefined;

const HOSTS: Readonly<Record<string, TarballOf>> = {
  "github.com": ([user, project, kind, tree], fragment) => {
    const commit = kind === undefined ? fragment : kind === "tree" ? tree : undefined;
    return commit && user !== undefined && project !== undefined
      ? `https://codeload.github.com/${user}/${repository(project)}/tar.gz/${commit}`
      : undefined;
  },
  "bitbucket.org": ([user, project, kind], commit) =>
    commit !== undefined && user !== undefined && project !== undefined && kind !== "get"
      ? `https://bitbucket.org/${user}/${repository(project)}/get/${commit}.tar.gz`
      : undefined,
  "git.sr.ht": ([user, project, kind], commit) =>
    commit !== undefined && user !== undefined && project !== undefined && kind !== "archive"
      ? `https://git.sr.ht/${user}/${repository(project)}/archive/${commit}.tar.gz`
      : undefined,
};

/** True for the URLs that npm's lockfiles give to git dependencies. */
export function isGitUrl(url: string): boolean {
  return URL.canParse(url) && GIT_PROTOCOLS.has(new URL(url).protocol);
}

/**
 * The tarball a hosting service offers for a git dependency of a lockfile
 * (`git+ssh://git@github.com/user/project.git#COMMIT`), or undefined when `url` is not git at all.
 * The result is also the address under which the dependency stands in the cache.
 *
 * Source: nixpkgs `fetch-npm-deps/src/parse/mod.rs`. GitLab is refused there too: its tarball
 * addresses changed, see npm/hosted-git-info#109.
 * @throws UserError `E_GIT_HOST` for a host without a known tarball address, or a URL without commit.
 */
export function hostedTarball(url: string, where?: string): string | undefined {
  if (!isGitUrl(url)) return undefined;
  const parsed = new URL(url);
  const segments = parsed.pathname.startsWith("/") ? parsed.pathname.slice(1).split("/") : [];
  const fragment = parsed.hash === "" ? undefined : parsed.hash.slice(1);
  const tarball = HOSTS[parsed.hostname]?.(segments, fragment);
  if (tarball === undefined || !URL.canParse(tarball)) {
    throw new UserError(`git dependency ${url} cannot be fetched as a tarball of a commit`, {
      code: "E_GIT_HOST",
      where,
      hint: `nixpkgs' fetchNpmDeps knows ${Object.keys(HOSTS).join(", ")} with a commit in the URL; use the package's registry release instead.`,
    });
  }
  return new URL(tarball).href;
}

function repository(project: string): string {
  return project.endsWith(".git") ? project.slice(0, -4) : project;
}
