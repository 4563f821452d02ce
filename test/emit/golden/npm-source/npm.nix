{
  lib,
  buildNpmPackage,
  fetchFromGitHub,
}:

buildNpmPackage (finalAttrs: {
  pname = "acme-tool";
  version = "1.2.3";

  src = fetchFromGitHub {
    owner = "acme";
    repo = "tool";
    tag = "v${finalAttrs.version}";
    hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  };

  npmDepsHash = "sha256-CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC=";

  npmRebuildFlags = [ "--ignore-scripts" ];
  npmPackFlags = [ "--ignore-scripts" ];

  meta = {
    description = "Tool";
    homepage = "https://github.com/acme/tool";
    changelog = "https://github.com/acme/tool/releases/tag/v${finalAttrs.version}";
    license = lib.licenses.mit;
    mainProgram = "tool";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
