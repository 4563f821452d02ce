{
  lib,
  fetchFromGitHub,
  python3Packages,
}:

python3Packages.buildPythonApplication rec {
  pname = "mcp-server-demo";
  version = "2025.4.7";
  pyproject = true;

  src = fetchFromGitHub {
    owner = "example";
    repo = "mcp-demo";
    tag = "v${version}";
    hash = "sha256-EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE=";
  };

  # The version that its build would ask git for.
  env.SETUPTOOLS_SCM_PRETEND_VERSION = version;

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
