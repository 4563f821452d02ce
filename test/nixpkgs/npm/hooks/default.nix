# The three setup hooks by which `buildNpmPackage` works.
{
  lib,
  stdenv,
  makeSetupHook,
  makeWrapper,
  nodejs,
}:
let
  node = lib.getExe nodejs;
in
{
  npmConfigHook = makeSetupHook {
    name = "npm-config-hook";
    substitutions = {
      inherit node;
      # Headers for native addons.
      nodeSrc = nodejs;
      nodeGyp = "${nodejs}/lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js";
      npmArch = stdenv.targetPlatform.node.arch;
      npmPlatform = stdenv.targetPlatform.node.platform;
      fixupLockfile = ./fixup-lockfile.mjs;
    };
  } ./npm-config-hook.sh;

  npmBuildHook = makeSetupHook { name = "npm-build-hook"; } ./npm-build-hook.sh;

  npmInstallHook = makeSetupHook {
    name = "npm-install-hook";
    propagatedBuildInputs = [ makeWrapper ];
    substitutions = {
      inherit node;
      packageFacts = ./package-facts.mjs;
    };
  } ./npm-install-hook.sh;
}
