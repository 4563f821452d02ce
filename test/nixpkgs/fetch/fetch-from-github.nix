# `fetchFromGitHub`: the archive that GitHub makes of a revision or tag.
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
  home = "https://${githubBase}/${owner}/${repo}";
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
