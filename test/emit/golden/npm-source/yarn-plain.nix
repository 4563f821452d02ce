{
  lib,
  stdenv,
  fetchYarnDeps,
  yarnConfigHook,
  yarnBuildHook,
  yarnInstallHook,
  nodejs,
  fetchFromGitHub,
}:

stdenv.mkDerivation (finalAttrs: {
  pname = "acme-tool";
  version = "1.2.3";

  src = fetchFromGitHub {
    owner = "acme";
    repo = "tool";
    tag = "v${finalAttrs.version}";
    hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  };

  yarnOfflineCache = fetchYarnDeps {
    yarnLock = finalAttrs.src + "/yarn.lock";
    hash = "sha256-CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC=";
  };

  nativeBuildInputs = [
    yarnConfigHook
    yarnBuildHook
    yarnInstallHook
    nodejs
  ];

  dontBuild = true;

  # What .gitignore names is not packed, and that is what was built.
  preInstall = ''
    rm -f .gitignore
  '';

  meta = {
    description = "Tool";
    homepage = "https://github.com/acme/tool";
    changelog = "https://github.com/acme/tool/releases/tag/v${finalAttrs.version}";
    license = lib.licenses.mit;
    mainProgram = "tool";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
