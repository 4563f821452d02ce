/**
 * A public repository at one commit, downloaded and unpacked: what the recipes of all three languages start
 * from. `fetchFromGitHub { owner, repo, tag | rev, hash }` gives the very tree that lies in `folder`.
 */
export interface RepositorySource {
  readonly owner: string;
  readonly repo: string;
  /** Tag that was taken, exactly as the repository spells it (`v1.2.3`); null when `rev` says it: a branch or a commit. */
  readonly tag: string | null;
  /** Commit that tag, branch or rev stands for, 40 hex digits (64 in a SHA-256 repository). */
  readonly rev: string;
  /** As nixpkgs writes it: the tag without its prefix, or `0-unstable-YYYY-MM-DD` where there is none. */
  readonly version: string;
  /** NAR hash of the unpacked tree, `sha256-…`; what `fetchFromGitHub` is given. */
  readonly hash: string;
  /** The whole tree, absolute; gone when the caller that made it is through. Nothing in it may be run or written. */
  readonly folder: string;
  /** Folder in it that holds the server, `/` between names and none at the ends; "" is the root. */
  readonly subfolder: string;
  /** https://github.com/owner/repo, or of the host that is configured. */
  readonly homepage: string;
  /** Host of a GitHub Enterprise Server, for `githubBase`; null: github.com. */
  readonly githubBase: string | null;
  /** Only a token can read it: `fetchFromGitHub` needs `private = true`, and the builder a login. */
  readonly private: boolean;
  /** What the repository says of itself; null when the API was not asked or says nothing. */
  readonly description: string | null;
}
