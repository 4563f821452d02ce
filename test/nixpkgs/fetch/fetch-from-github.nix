# `fetchFromGitHub`: the archive that GitHub makes of a revision or tag. Tests have a server of their own in its place,
# under the name this project's own program knows it by (evaluation has to be impure for that).
{ lib, fetchzip }:
{
  owner,
  repo,
  rev ? null,
  tag ? null,
  name ? "source",
  hash ? "",
  sha256 ? "",
  githubBase ? "github.com",
  fetchSubmodules ? false,
  postFetch ? "",
  passthru ? { },
  meta ? { },
}:
let
  mirror = builtins.getEnv "MCP_NIXGEN_GITHUB_URL";
  host = if mirror != "" then lib.removeSuffix "/" mirror else "https://${githubBase}";
  home = "${host}/${owner}/${repo}";
  revision = if tag != null then "refs/tags/${tag}" else rev;
in
if (rev == null) == (tag == null) then
  throw "fetchFromGitHub requires one of either `rev` or `tag` to be provided (not both)."
else if fetchSubmodules then
  throw "fetchFromGitHub: the stand-in has no fetchSubmodules"
else
  fetchzip {
    inherit
      name
      hash
      sha256
      postFetch
      ;
    url = "${home}/archive/${revision}.tar.gz";
    extension = "tar.gz";
    meta = {
      homepage = home;
    }
    // meta;
    passthru = {
      inherit owner repo tag;
      rev = revision;
      gitRepoUrl = "${home}.git";
    }
    // passthru;
  }
