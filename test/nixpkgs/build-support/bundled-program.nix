# A command that is this project's own code in one file, which `test/support/nixpkgs.ts` bundles.
{
  lib,
  nodejs,
  runCommand,
}:
name:
let
  bundle = ../.bundle + "/${name}.mjs";
in
runCommand name
  {
    bundle =
      if builtins.pathExists bundle then
        builtins.path {
          path = bundle;
          name = "${name}.mjs";
        }
      else
        throw "${toString bundle} is not there: run `node test/nixpkgs/bundle.mjs` (the tests do it themselves)";
    node = lib.getExe nodejs;
    program = name;
    meta.mainProgram = name;
  }
  ''
    mkdir -p "$out/bin"
    printf '#! /bin/bash -e\nexec %q %q "$@"\n' "$node" "$bundle" >"$out/bin/$program"
    chmod +x "$out/bin/$program"
  ''
