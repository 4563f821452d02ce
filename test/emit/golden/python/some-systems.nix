{
  lib,
  stdenv,
  fetchPypi,
  python3Packages,
}:

python3Packages.buildPythonApplication rec {
  pname = "mcp-server-demo";
  version = "2025.4.7";
  pyproject = true;

  src = fetchPypi {
    pname = "mcp_server_demo";
    inherit version;
    hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  };

  # The version that its build would ask git for.
  env.SETUPTOOLS_SCM_PRETEND_VERSION = version;

  build-system = [
    python3Packages.setuptools
    python3Packages.setuptools-scm
  ];

  dependencies = [
    python3Packages.mcp
  ]
  ++ lib.optionals (lib.elem stdenv.hostPlatform.system [
    "aarch64-darwin"
    "aarch64-linux"
    "x86_64-linux"
  ]) [ python3Packages.uvloop ]
  ++ lib.optionals stdenv.hostPlatform.isDarwin [ python3Packages.pyobjc-core ]
  ++ lib.optionals stdenv.hostPlatform.isLinux [
    python3Packages.jeepney
    python3Packages.secretstorage
  ];

  # Pinned, or bounded below the versions that nixpkgs has.
  pythonRelaxDeps = [
    "MCP"
    "uvloop"
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
