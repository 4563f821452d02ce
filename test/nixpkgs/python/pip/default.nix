# pip, out of its wheel. As in nixpkgs, it takes no manylinux wheel.
{
  lib,
  stdenv,
  fetchPypi,
  python,
}:
stdenv.mkDerivation (finalAttrs: {
  pname = "${python.libPrefix}-pip";
  version = "25.3";

  src = fetchPypi {
    pname = "pip";
    inherit (finalAttrs) version;
    format = "wheel";
    dist = "py3";
    python = "py3";
    hash = "sha256-llWUMxOpRyK3d0ZhwhBJBw9ruwoVFr8C98jV2SAVFM0=";
  };

  dontUnpack = true;
  dontBuild = true;

  installPhase = ''
    modules="$out/${python.sitePackages}"
    mkdir -p "$modules" "$out/bin"
    ${python.interpreter} -m zipfile -e "$src" "$modules"
    substituteInPlace "$modules/pip/_vendor/packaging/_manylinux.py" \
      --replace-fail "    sys_glibc = _get_glibc_version()" "    return False"
    printf '%s\n' "#!${python.interpreter}" "import sys" "sys.path.insert(0, '$modules')" \
      "from pip._internal.cli.main import main" "sys.exit(main())" >"$out/bin/pip"
    chmod +x "$out/bin/pip"
  '';

  meta = {
    description = "PyPA recommended tool for installing Python packages";
    license = lib.licenses.mit;
    mainProgram = "pip";
  };
})
