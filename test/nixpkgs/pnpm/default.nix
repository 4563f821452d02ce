# `fetchPnpmDeps` and `pnpmConfigHook`. pnpm itself fills the store here, as in nixpkgs; what packs it is this project's own
# code, since the host's tar and zstd are of any version. Nix holds the hash against what came out.
{
  lib,
  stdenv,
  callPackage,
  jq,
  makeSetupHook,
  pnpm,
}:
let
  pack-pnpm-store = callPackage ../build-support/bundled-program.nix { } "pack-pnpm-store";
in
{
  fetchPnpmDeps =
    {
      pname,
      hash ? "",
      pnpm ? throw "fetchPnpmDeps: the stand-in wants to be told which pnpm",
      fetcherVersion ? null,
      ...
    }@args:
    if fetcherVersion != 3 then
      throw "fetchPnpmDeps: the stand-in has fetcherVersion 3 only"
    else
      stdenv.mkDerivation (
        removeAttrs args [
          "hash"
          "pname"
          "pnpm"
          "fetcherVersion"
        ]
        // {
          name = "${pname}-pnpm-deps";
          nativeBuildInputs = [
            jq
            pnpm
            pack-pnpm-store
          ];
          dontConfigure = true;
          dontBuild = true;
          dontFixup = true;

          installPhase = ''
            runHook preInstall

            export HOME=$NIX_BUILD_TOP/home
            store=$NIX_BUILD_TOP/store
            mkdir -p "$HOME" "$out"
            (
              cd "$HOME"
              pnpm config set manage-package-manager-versions false
              pnpm config set side-effects-cache false
              pnpm config set update-notifier false
            )
            pnpm config set store-dir "$store"
            registry=()
            if [ -n "''${NIX_NPM_REGISTRY-}" ]; then registry=(--registry="$NIX_NPM_REGISTRY"); fi
            pnpm install --force --ignore-scripts "''${registry[@]}" --frozen-lockfile

            rm -rf "$store"/v10/{tmp,projects}
            find "$store" -name '*.json' -print0 | while IFS= read -r -d "" file; do
              jq --sort-keys 'del(.. | .checkedAt?)' "$file" >"$NIX_BUILD_TOP/index.json"
              cp "$NIX_BUILD_TOP/index.json" "$file"
            done
            find "$store" -type f -not -name '*-exec' -exec chmod 444 {} +
            find "$store" -type f -name '*-exec' -exec chmod 555 {} +
            echo 3 >"$out/.fetcher-version"
            pack-pnpm-store "$store" "$out/pnpm-store.tar.zst"

            runHook postInstall
          '';

          impureEnvVars = import ../fetch/impure-env.nix { inherit lib; } ++ [ "NIX_NPM_REGISTRY" ];
          outputHashMode = "recursive";
          outputHash = hash;
        }
        // lib.optionalAttrs (hash == "") { outputHashAlgo = "sha256"; }
      );

  pnpmConfigHook = makeSetupHook {
    name = "pnpm-config-hook";
    substitutions = {
      npmArch = stdenv.targetPlatform.node.arch;
      npmPlatform = stdenv.targetPlatform.node.platform;
      node = lib.getExe pnpm.nodejs;
      unpackStore = ./unpack-store.mjs;
    };
  } ./pnpm-config-hook.sh;
}
