# The command `prefetch-npm-deps LOCKFILE OUTDIR`: this project's own code in one file, which
# `test/support/nixpkgs.ts` bundles from main.ts.
{
  lib,
  nodejs,
  runCommand,
}:
let
  bundle = ../../.bundle/prefetch-npm-deps.mjs;
in
runCommand "prefetch-npm-deps"
  {
    bundle =
      if builtins.pathExists bundle then
        builtins.path {
          path = bundle;
          name = "prefetch-npm-deps.mjs";
        }
      else
        throw "${toString bundle} is not there: run `node test/nixpkgs/bundle.mjs` (the tests do it themselves)";
    node = lib.getExe nodejs;
    meta.mainProgram = "prefetch-npm-deps";
  }
  ''
    mkdir -p "$out/bin"
    printf '#! /bin/bash -e\nexec %q %q "$@"\n' "$node" "$bundle" >"$out/bin/prefetch-npm-deps"
    chmod +x "$out/bin/prefetch-npm-deps"
  ''
