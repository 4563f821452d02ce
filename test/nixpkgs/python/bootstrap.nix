# What building takes before there is a package: PyPA's build and installer, unpacked out of their wheels.
{
  lib,
  stdenv,
  fetchPypi,
  python,
}:
let
  pins = lib.importJSON ./pins.json;
  unpacked =
    name:
    let
      inherit (lib.head pins.${name}.files) file hash;
      part = lib.elemAt (builtins.match "([^-]+)-(.+)-([^-]+)-none-any[.]whl" file);
    in
    stdenv.mkDerivation {
      name = "bootstrap-${name}-${part 1}";
      src = fetchPypi {
        pname = part 0;
        version = part 1;
        format = "wheel";
        dist = part 2;
        python = part 2;
        inherit hash;
      };
      buildCommand = ''
        mkdir -p "$out/${python.sitePackages}"
        ${python.interpreter} -m zipfile -e "$src" "$out/${python.sitePackages}"
      '';
    };
in
{
  bootstrap = map unpacked [
    "build"
    "installer"
    "packaging"
    "pyproject-hooks"
  ];
}
