{
  lib,
  buildNpmPackage,
  fetchFromGitHub,
}:

buildNpmPackage (finalAttrs: {
  pname = "acme-tool";
  version = "1.2.3";

  src = fetchFromGitHub {
    githubBase = "git.example.org";
    owner = "acme";
    repo = "tool";
    tag = "@acme/tool@${finalAttrs.version}";
    hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private = true;
  };

  # The repository's lockfile, with the addresses and hashes it lacks.
  postPatch = ''
    cp ${./package-lock.json} package-lock.json
  '';

  npmDepsHash = "sha256-CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC=";
  forceEmptyCache = true;

  npmInstallFlags = [ "--legacy-peer-deps" ];
  dontNpmPrune = true;

  npmRebuildFlags = [ "better-sqlite3" ];
  npmPackFlags = [ "--ignore-scripts" ];

  npmBuildScript = "compile";

  meta = {
    description = "Tool";
    homepage = "https://github.com/acme/tool";
    changelog = "https://github.com/acme/tool/releases/tag/v${finalAttrs.version}";
    license = lib.licenses.mit;
    mainProgram = "tool";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
