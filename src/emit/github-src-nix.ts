import type { GithubSrc } from "../config/lock-github-schema.ts";
import { type Item, type Nix, n } from "../nix/ast.ts";

/**
 * `fetchFromGitHub { … }`; the version's place in the tag follows `version`, so that an update changes one line.
 *
 * @param written how the package's own version is written there
 */
export function githubSrcNix(
  src: GithubSrc,
  version: string,
  written: Nix = n.get("finalAttrs", "version"),
): Nix {
  const { owner, repo, tag, rev, hash, githubBase } = src;
  const items: Item[] = [
    ...(githubBase === null ? [] : [n.bind("githubBase", n.str(githubBase))]),
    n.bind("owner", n.str(owner)),
    n.bind("repo", n.str(repo)),
    tag === null ? n.bind("rev", n.str(rev)) : n.bind("tag", tagNix(tag, version, written)),
    n.bind("hash", n.str(hash)),
    ...(src.private ? [n.bind("private", n.bool(true))] : []),
  ];
  return n.call("fetchFromGitHub", n.attrs(items, { expand: true }));
}

function tagNix(tag: string, version: string, written: Nix): Nix {
  const at = tag.length - version.length;
  if (version === "" || !tag.endsWith(version)) return n.str(tag);
  return at === 0 ? written : n.str(tag.slice(0, at), written);
}
