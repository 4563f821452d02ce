# A Python of the host, in a virtual environment: it sees the standard library, and nothing that the host has
# installed beside it.
{
  lib,
  stdenv,
}:
{ version, self }:
let
  inherit (lib.versions) major minor;
  name = "python${version}";
in
stdenv.mkDerivation {
  pname = "python3";
  version = "${version}-host";

  pythonVersion = version;
  buildCommand = ''
    source ${./find-python.sh}
    found=$(findPython "$pythonVersion")
    "$found" -m venv --without-pip "$out"
  '';

  passthru = {
    pythonVersion = version;
    sourceVersion = {
      major = major version;
      minor = minor version;
    };
    executable = name;
    implementation = "cpython";
    libPrefix = name;
    sitePackages = "lib/${name}/site-packages";
    interpreter = "${self}/bin/${name}";
    isPy3 = true;
    isPy3k = true;
    pythonOlder = lib.versionOlder version;
    pythonAtLeast = lib.versionAtLeast version;
    hasDistutilsCxxPatch = false;
  };

  meta = {
    description = "Python ${version} of the host";
    mainProgram = name;
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
    license = lib.licenses.psfl;
  };
}
