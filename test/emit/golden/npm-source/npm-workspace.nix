{
  lib,
  buildNpmPackage,
  makeWrapper,
  nodejs,
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

  npmDepsFetcherVersion = 2;
  npmDepsHash = "sha256-CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC=";

  npmRebuildFlags = [ "--ignore-scripts" ];

  nativeBuildInputs = [ makeWrapper ];

  buildPhase = ''
    runHook preBuild

    npm run build --workspace=packages/core
    npm run compile --workspace=packages/server

    runHook postBuild
  '';

  # The whole repository: links between its packages hold only there.
  installPhase = ''
    runHook preInstall

    npm prune --omit=dev --no-save --ignore-scripts
    mkdir -p "$out/lib/acme-tool" "$out/bin"
    cp -r . "$out/lib/acme-tool"
    find "$out/lib/acme-tool" -xtype l -delete
    makeWrapper ${nodejs}/bin/node "$out/bin/tool" --add-flags "$out/lib/acme-tool/packages/server/dist/index.js"
    makeWrapper ${nodejs}/bin/node "$out/bin/tool-cli" --add-flags "$out/lib/acme-tool/packages/server/dist/cli.js"

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
