{
  lib,
  stdenv,
  autoPatchelfHook,
  fetchFromGitHub,
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

  # What the server needs.
  wheels = wheelFolder { };

  # What it takes to build the server and those that have no wheel.
  buildSystems = wheelFolder {
    "setuptools-80.0.0-py3-none-any.whl" = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  };

  sources = [
    (fetchPypi {
      pname = "docopt";
      version = "0.6.2";
      hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    })
  ];
in
stdenv.mkDerivation (finalAttrs: {
  pname = "repository-folder";
  version = "0-unstable-2025-04-07";

  src = fetchFromGitHub {
    owner = "example";
    repo = "mcp-demo";
    rev = "0123456789abcdef0123456789abcdef01234567";
    hash = "sha256-EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE=";
  };

  sourceRoot = "${finalAttrs.src.name}/packages/demo";

  # The version that its build would ask git for.
  env.PDM_BUILD_SCM_VERSION = "0";

  nativeBuildInputs = [
    makeWrapper
    python313
    python313.pkgs.pip
  ]
  ++ lib.optionals stdenv.hostPlatform.isLinux [ autoPatchelfHook ];

  strictDeps = true;

  buildPhase = ''
    runHook preBuild

    export PIP_NO_CACHE_DIR=1 PIP_PROGRESS_BAR=off
    mkdir "$NIX_BUILD_TOP/built"
    for source in ${lib.escapeShellArgs sources}; do
      pip wheel --no-index --no-deps --find-links ${buildSystems} --wheel-dir "$NIX_BUILD_TOP/built" "$source"
    done
    pip wheel --no-index --no-deps --find-links ${buildSystems} --wheel-dir "$NIX_BUILD_TOP/built" .

    runHook postBuild
  '';

  # A virtual environment, as uvx makes one; there is no index to ask.
  installPhase = ''
    runHook preInstall

    export PIP_NO_CACHE_DIR=1 PIP_PROGRESS_BAR=off
    ${python313.interpreter} -I -m venv --without-pip "$out/libexec"
    pip --python "$out/libexec/bin/python" install --ignore-installed --no-index --find-links ${wheels} --find-links "$NIX_BUILD_TOP/built" \
      "mcp-server-demo"

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
    changelog = "https://example.org/demo/releases/v2025.4.7";
    license = lib.licenses.mit;
    mainProgram = "mcp-server-demo";
    platforms = [
      "aarch64-linux"
      "x86_64-linux"
    ];
  };
})
