# The Pythons, each with its packages: `python313`, `python313.pkgs`, `python313Packages`.
{
  lib,
  stdenv,
  callPackage,
  newScope,
  fetchPypi,
  makeSetupHook,
  makeWrapper,
}:
let
  make =
    version:
    lib.makeOverridable (
      {
        packageOverrides ? (_: _: { }),
        # The Python that packages are for: an overridden one names itself here, as in nixpkgs.
        self ? null,
      }:
      let
        python = interpreter // {
          inherit pkgs;
        };
        actual = if self == null then python else self;
        interpreter = callPackage ./interpreter { } {
          inherit version;
          self = interpreter;
        };
        packages = import ./packages.nix {
          inherit
            lib
            newScope
            fetchPypi
            stdenv
            makeSetupHook
            makeWrapper
            ;
          python = actual;
        };
        pkgs = lib.fix (lib.extends packageOverrides packages);
      in
      python
    ) { };
  versions = [
    "3.11"
    "3.12"
    "3.13"
    "3.14"
  ];
  attribute = version: "python${lib.replaceStrings [ "." ] [ "" ] version}";
in
lib.listToAttrs (
  lib.concatMap (
    version:
    let
      python = make version;
    in
    [
      (lib.nameValuePair (attribute version) python)
      (lib.nameValuePair "${attribute version}Packages" python.pkgs)
    ]
  ) versions
)
