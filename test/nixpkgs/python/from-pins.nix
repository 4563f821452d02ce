# Packages out of pinned wheels: { project = { version, files, requires } } → attributes.
{
  lib,
  fetchPypi,
  buildPythonPackage,
  stdenv,
  python,
  final,
}:
let
  inherit (stdenv.hostPlatform) system;
  pins = lib.importJSON ./pins.json;

  package =
    name: pin:
    let
      fitting = lib.filter (one: one.system == null || one.system == system) pin.files;
      inherit (lib.head fitting) file hash;
      part = lib.elemAt (builtins.match "([^-]+)-(.+)-([^-]+)-([^-]+)-([^-]+)[.]whl" file);
    in
    if fitting == [ ] then
      throw "the stand-in's python3Packages.${name} is for Linux on x86_64 and aarch64 only"
    else if
      part 3 != "none"
      && part 3 != "abi3"
      && part 2 != "cp${lib.replaceStrings [ "." ] [ "" ] python.pythonVersion}"
    then
      throw "the stand-in has ${name} for Python 3.13 only"
    else
      buildPythonPackage {
        pname = name;
        inherit (pin) version;
        format = "wheel";
        src = fetchPypi {
          pname = part 0;
          version = part 1;
          format = "wheel";
          dist = part 2;
          python = part 2;
          abi = part 3;
          platform = part 4;
          inherit hash;
        };
        dependencies = map (one: final.${one}) pin.requires;
        # Chosen together: they fit, and what they require of each other may go in a circle.
        dontCheckRuntimeDeps = true;
        doCheck = false;
        meta.description = "${name}, as published";
      };
in
lib.mapAttrs package pins
