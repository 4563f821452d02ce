# Packages of one Python: a function of its finished self, which `packageOverrides` extend.
{
  lib,
  newScope,
  fetchPypi,
  stdenv,
  makeSetupHook,
  makeWrapper,
  python,
}:
final:
let
  builder = import ./build-python-package {
    inherit
      lib
      stdenv
      makeSetupHook
      makeWrapper
      python
      ;
    inherit
      (import ./bootstrap.nix {
        inherit
          lib
          stdenv
          fetchPypi
          python
          ;
      })
      bootstrap
      ;
  };
in
{
  inherit python fetchPypi;
  callPackage = newScope final;
  pip = final.callPackage ./pip { };

  buildPythonPackage = lib.makeOverridable (builder {
    isApplication = false;
  });
  buildPythonApplication = lib.makeOverridable (builder {
    isApplication = true;
  });
}
// import ./from-pins.nix {
  inherit
    lib
    fetchPypi
    stdenv
    python
    final
    ;
  inherit (final) buildPythonPackage;
}
