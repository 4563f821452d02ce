# The Pythons, each with its packages: `python313`, `python313.pkgs`, `python313Packages`.
{
  lib,
  callPackage,
  newScope,
  fetchPypi,
}:
let
  make =
    version:
    let
      python = (callPackage ./interpreter { }) {
        inherit version;
        self = python;
      } // {
        pkgs = packages;
      };
      packages = import ./packages.nix {
        inherit
          lib
          newScope
          fetchPypi
          python
          ;
      };
    in
    python;
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
