# `mkShell`: an environment to work in (`nix develop`), not a package.
{ lib, stdenv }:
{
  name ? "nix-shell",
  packages ? [ ],
  inputsFrom ? [ ],
  nativeBuildInputs ? [ ],
  shellHook ? "",
  ...
}@args:
stdenv.mkDerivation (
  lib.removeAttrs args [
    "packages"
    "inputsFrom"
  ]
  // {
    inherit name shellHook;
    nativeBuildInputs =
      nativeBuildInputs
      ++ packages
      ++ lib.concatMap (package: package.nativeBuildInputs or [ ]) inputsFrom;
    phases = [ "buildPhase" ];
    buildPhase = ''
      { echo "# this is an environment to work in, not a package"; export; } >"$out"
    '';
  }
)
