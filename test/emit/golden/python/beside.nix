{
  lib,
  fetchPypi,
  python3,
}:

let
  python = python3.override {
    self = python;
    packageOverrides = final: _: {
      # mcp-types: nixpkgs has none.
      mcp-types = final.buildPythonPackage rec {
        pname = "mcp-types";
        version = "2.3.0";
        pyproject = true;

        src = fetchPypi {
          pname = "mcp_types";
          inherit version;
          hash = "sha256-CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC=";
        };

        # The version that its build would ask git for.
        env.UV_DYNAMIC_VERSIONING_BYPASS = version;

        build-system = [
          final.hatchling
          final.uv-dynamic-versioning
        ];

        dependencies = [ final.pydantic ];

        # What its tests need (test tools, network, keys) is not part of what it requires.
        doCheck = false;

        pythonImportsCheck = [ "mcp_types" ];
      };

      # mcp: nixpkgs has 1.27.1.
      mcp = final.buildPythonPackage rec {
        pname = "mcp";
        version = "2.3.0";
        format = "wheel";

        src = fetchPypi {
          pname = "mcp";
          inherit version;
          format = "wheel";
          dist = "py3";
          python = "py3";
          hash = "sha256-DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD=";
        };

        dependencies = [
          final.mcp-types
          final.uvicorn
        ];

        # Pinned, or bounded below the versions that nixpkgs has.
        pythonRelaxDeps = [ "uvicorn" ];

        # What its tests need (test tools, network, keys) is not part of what it requires.
        doCheck = false;

        pythonImportsCheck = [ "mcp" ];
      };
    };
  };
in
python.pkgs.buildPythonApplication rec {
  pname = "mcp-server-demo";
  version = "2025.4.7";
  pyproject = true;

  src = fetchPypi {
    pname = "mcp_server_demo";
    inherit version;
    hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  };

  build-system = [ python.pkgs.hatchling ];

  dependencies = [
    python.pkgs.httpx
    python.pkgs.mcp
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
