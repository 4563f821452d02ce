{
  lib,
  stdenv,
  fetchPnpmDeps,
  pnpmConfigHook,
  pnpm_10,
  makeWrapper,
  nodejs,
  fetchFromGitHub,
}:

stdenv.mkDerivation (finalAttrs: {
  pname = "acme-tool";
  version = "0-unstable-2026-01-02";

  src = fetchFromGitHub {
    owner = "acme";
    repo = "tool";
    rev = "0000000000000000000000000000000000000000";
    hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  };

  pnpmDeps = fetchPnpmDeps {
    inherit (finalAttrs) pname version src;
    pnpm = pnpm_10;
    fetcherVersion = 3;
    hash = "sha256-CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC=";
  };

  nativeBuildInputs = [
    makeWrapper
    nodejs
    pnpmConfigHook
    pnpm_10
  ];

  buildPhase = ''
    runHook preBuild

    pnpm run build

    runHook postBuild
  '';

  # The whole repository: links between its packages hold only there.
  installPhase = ''
    runHook preInstall

    find . -name node_modules -prune -exec rm -rf {} +
    pnpm install --offline --prod --ignore-scripts --frozen-lockfile
    mkdir -p "$out/lib/acme-tool" "$out/bin"
    cp -r . "$out/lib/acme-tool"
    find "$out/lib/acme-tool" -xtype l -delete
    makeWrapper ${nodejs}/bin/node "$out/bin/tool" --add-flags "$out/lib/acme-tool/dist/index.js"

    runHook postInstall
  '';

  meta = {
    description = "Tool";
    homepage = "https://github.com/acme/tool";
    changelog = "https://github.com/acme/tool/releases/tag/v1.2.3";
    license = lib.licenses.mit;
    mainProgram = "tool";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
