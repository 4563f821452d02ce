{
  lib,
  fetchPypi,
  python3Packages,
}:

python3Packages.buildPythonApplication rec {
  pname = "demo-server";
  version = "2025.4.7";
  pyproject = true;

  src = fetchPypi {
    pname = "Demo.Server";
    version = "2025.04.7";
    extension = "zip";
    hash = "sha256-BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB=";
  };

  build-system = [ python3Packages.hatchling ];

  dependencies = [
    python3Packages.httpx
    python3Packages.mcp
  ];

  # Pinned, or bounded below the versions that nixpkgs has.
  pythonRelaxDeps = [ "od\"d\${x}" ];

  # What its tests need (test tools, network, keys) is not part of what it requires.
  doCheck = false;

  pythonImportsCheck = [ "''\${y}" ];

  meta = {
    description = "Demo server";
    homepage = "https://example.org/demo";
    changelog = "https://example.org/demo/releases/v${version}";
    license = lib.licenses.mit;
    mainProgram = "mcp-server-demo";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
}
