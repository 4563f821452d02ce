{
  lib,
  fetchFromGitHub,
  python3Packages,
}:

python3Packages.buildPythonApplication rec {
  pname = "mcp-server-demo";
  version = "0-unstable-2025-04-07";
  pyproject = true;

  src = fetchFromGitHub {
    owner = "example";
    repo = "mcp-demo";
    rev = "0123456789abcdef0123456789abcdef01234567";
    hash = "sha256-EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE=";
  };

  sourceRoot = "${src.name}/packages/demo";

  # The version that its build would ask git for.
  env.UV_DYNAMIC_VERSIONING_BYPASS = "0";

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
    changelog = "https://example.org/demo/releases/v2025.4.7";
    license = lib.licenses.mit;
    mainProgram = "mcp-server-demo";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
}
