{
  lib,
  stdenv,
  autoPatchelfHook,
  fetchPypi,
  linkFarm,
  makeWrapper,
  python313,
}:

let
  # A folder of wheels for pip, each fetched by what its name on PyPI says. Here their names say nothing of
  # the platform: nixpkgs' Python refuses manylinux, for lack of the libraries that these are given.
  wheelFolder =
    files:
    linkFarm "wheels" (
      lib.mapAttrs' (
        file: hash:
        let
          part = lib.elemAt (builtins.match "([^-]+)-(.+)-([^-]+)-([^-]+)-([^-]+)[.]whl" file);
        in
        {
          name = "${part 0}-${part 1}-py3-none-any.whl";
          value = fetchPypi {
            pname = part 0;
            version = part 1;
            format = "wheel";
            dist = part 2;
            python = part 2;
            abi = part 3;
            platform = part 4;
            inherit hash;
          };
        }
      ) files
    );

  # The server and everything it needs.
  wheels = wheelFolder {
    "mcp_server_demo-2025.4.7-py3-none-any.whl" = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  };

  # What it takes to build those that have no wheel.
  buildSystems = wheelFolder (
    {
      "setuptools-80.0.0-py3-none-any.whl" = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
      "wheel-0.45.1-py3-none-any.whl" = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    }
    // {
      aarch64-darwin = {
        "flit_core-3.12.0-py3-none-any.whl" = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
      };
    }
    .${stdenv.hostPlatform.system} or { }
  );

  sources = [
    (fetchPypi {
      pname = "docopt";
      version = "0.6.2";
      hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    })
  ]
  ++ {
    aarch64-darwin = [
      (fetchPypi {
        pname = "odd.name";
        version = "1.0";
        hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
      })
    ];
  }
  .${stdenv.hostPlatform.system} or [ ];
in
stdenv.mkDerivation (finalAttrs: {
  pname = "from-source";
  version = "2025.4.7";

  nativeBuildInputs = [
    makeWrapper
    python313
    python313.pkgs.pip
  ]
  ++ lib.optionals stdenv.hostPlatform.isLinux [ autoPatchelfHook ];

  strictDeps = true;
  dontUnpack = true;

  buildPhase = ''
    runHook preBuild

    export PIP_NO_CACHE_DIR=1 PIP_PROGRESS_BAR=off
    mkdir built
    for source in ${lib.escapeShellArgs sources}; do
      pip wheel --no-index --no-deps --find-links ${buildSystems} --wheel-dir built "$source"
    done

    runHook postBuild
  '';

  # A virtual environment, as uvx makes one; there is no index to ask.
  installPhase = ''
    runHook preInstall

    export PIP_NO_CACHE_DIR=1 PIP_PROGRESS_BAR=off
    ${python313.interpreter} -I -m venv --without-pip "$out/libexec"
    pip --python "$out/libexec/bin/python" install --ignore-installed --no-index --find-links ${wheels} --find-links built \
      "mcp-server-demo==${finalAttrs.version}"

    for program in mcp-server-demo; do
      makeWrapper "$out/libexec/bin/$program" "$out/bin/$program" --prefix PATH : "$out/libexec/bin"
    done

    runHook postInstall
  '';

  # It breaks libraries that were moved into wheels.
  dontStrip = true;

  # There are no tests in wheels.
  doInstallCheck = true;
  installCheckPhase = ''
    runHook preInstallCheck

    HOME="$TMPDIR" "$out/libexec/bin/python" -I -c "import mcp_server_demo"

    runHook postInstallCheck
  '';

  meta = {
    description = "Demo server";
    homepage = "https://example.org/demo";
    changelog = "https://example.org/demo/releases/v${finalAttrs.version}";
    license = lib.licenses.mit;
    mainProgram = "mcp-server-demo";
    platforms = [
      "aarch64-darwin"
      "aarch64-linux"
      "x86_64-darwin"
      "x86_64-linux"
    ];
  };
})
