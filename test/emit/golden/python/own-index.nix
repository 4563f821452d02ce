{
  lib,
  fetchurl,
  python3Packages,
}:

python3Packages.buildPythonApplication rec {
  pname = "mcp-server-demo";
  version = "2025.4.7";
  pyproject = true;

  src = fetchurl {
    url = "https://index.example/Demo.Server-2025.04.7.zip";
    hash = "sha256-BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB=";
  };

  build-system = [ python3Packages.hatchling ];

  dependencies = [
    python3Packages.httpx
    python3Packages.mcp
  ];

  # What its tests need (test tools, network, keys) is not part of what it requires.
  doCheck = false;

  pythonImportsCheck = [ "mcp_server_demo" ];

  meta = {
    description = "Demo server";
    homepage = "https://example.org/demo";
    changelog = "https://example.org/demo/releases/v${version}";
    license = lib.licenses.mit;
    mainProgram = "mcp-server-demo";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
}
