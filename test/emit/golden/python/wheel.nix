# mcp-server-demo 2025.4.7 was withdrawn by its author: wrong files

{
  lib,
  fetchPypi,
  python312Packages,
}:

python312Packages.buildPythonApplication rec {
  pname = "mcp-server-demo";
  version = "2025.4.7";
  format = "wheel";

  src = fetchPypi {
    pname = "mcp_server_demo";
    version = "2025.4.7-1";
    format = "wheel";
    dist = "py2.py3";
    python = "py2.py3";
    hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  };

  # What its tests need (test tools, network, keys) is not part of what it requires.
  doCheck = false;

  meta = {
    description = "Demo server";
    homepage = "https://example.org/demo";
    changelog = "https://example.org/demo/releases/v${version}";
    license = lib.licenses.mit;
    mainProgram = "mcp-server-demo";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
}
