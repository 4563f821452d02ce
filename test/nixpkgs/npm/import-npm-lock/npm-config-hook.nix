# The setup hook that takes the place of `npmConfigHook` where `npmDeps` is an imported lockfile.
{
  lib,
  makeSetupHook,
  nodejs,
}:
makeSetupHook {
  name = "npm-config-hook";
  substitutions = {
    node = lib.getExe nodejs;
    nodeSrc = nodejs;
    nodeGyp = "${nodejs}/lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js";
    packageFacts = ../hooks/package-facts.mjs;
  };
} ./npm-config-hook.sh
