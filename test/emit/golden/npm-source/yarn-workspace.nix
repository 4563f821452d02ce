{
  lib,
  stdenv,
  fetchYarnDeps,
  yarnConfigHook,
  yarnBuildHook,
  yarnInstallHook,
  nodejs,
  makeWrapper,
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
    makeWrapper
    yarnConfigHook
    yarnBuildHook
    yarnInstallHook
    nodejs
  ];

  buildPhase = ''
    runHook preBuild

    yarn --offline --cwd packages/core run build
    yarn --offline --cwd packages/server run compile

    runHook postBuild
  '';

  # The whole repository: links between its packages hold only there.
  installPhase = ''
    runHook preInstall

    yarn install --offline --production=true --frozen-lockfile --force --ignore-engines --ignore-platform --ignore-scripts --non-interactive
    mkdir -p "$out/lib/acme-tool" "$out/bin"
    cp -r . "$out/lib/acme-tool"
    find "$out/lib/acme-tool" -xtype l -delete
    makeWrapper ${nodejs}/bin/node "$out/bin/tool" --add-flags "$out/lib/acme-tool/packages/server/dist/index.js"

    runHook postInstall
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
