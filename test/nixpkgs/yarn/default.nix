# `fetchYarnDeps` and the three hooks of yarn 1. What fills the offline mirror is this project's own code; that it is right is
# checked by Nix (the hash of the tree) and by yarn, which has to find everything in it.
{
  lib,
  stdenv,
  callPackage,
  makeSetupHook,
  makeWrapper,
  nodejs,
  yarn,
}:
let
  prefetch-yarn-deps = callPackage ../build-support/bundled-program.nix { } "prefetch-yarn-deps";
in
{
  fetchYarnDeps =
    {
      name ? "offline",
      src ? null,
      yarnLock ? null,
      hash ? "",
      sha256 ? "",
    }:
    stdenv.mkDerivation (
      {
        inherit name;
        dontUnpack = src == null;
        dontConfigure = true;
        dontInstall = true;
        dontFixup = true;
        nativeBuildInputs = [ prefetch-yarn-deps ];
        buildPhase = ''
          runHook preBuild
          prefetch-yarn-deps "''${yarnLock:-$PWD/yarn.lock}" "$out"
          runHook postBuild
        '';
        impureEnvVars = import ../fetch/impure-env.nix { inherit lib; } ++ [ "MCP_NIXGEN_CACHE" ];
        outputHashMode = "recursive";
        outputHash = if hash != "" then hash else sha256;
      }
      // lib.optionalAttrs (src != null) { inherit src; }
      // lib.optionalAttrs (yarnLock != null) { inherit yarnLock; }
      // lib.optionalAttrs (hash == "") { outputHashAlgo = "sha256"; }
    );

  yarnConfigHook = makeSetupHook {
    name = "yarn-config-hook";
    propagatedBuildInputs = [
      yarn
      prefetch-yarn-deps
    ];
  } ./yarn-config-hook.sh;

  yarnBuildHook = makeSetupHook { name = "yarn-build-hook"; } ./yarn-build-hook.sh;

  yarnInstallHook = makeSetupHook {
    name = "yarn-install-hook";
    propagatedBuildInputs = [
      yarn
      makeWrapper
    ];
    substitutions = {
      node = lib.getExe nodejs;
      packageFacts = ../npm/hooks/package-facts.mjs;
    };
  } ./yarn-install-hook.sh;
}
