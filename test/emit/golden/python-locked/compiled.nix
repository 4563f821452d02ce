{
  lib,
  stdenv,
  autoPatchelfHook,
  fetchPypi,
  linkFarm,
  makeWrapper,
  python312,
  zlib,
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
  wheels = wheelFolder (
    {
      "mcp_server_demo-2025.4.7-py3-none-any.whl" = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    }
    // {
      aarch64-linux = {
        "pydantic_core-2.33.2-cp312-cp312-manylinux_2_17_aarch64.manylinux2014_aarch64.whl" =
          "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
      };
      x86_64-linux = {
        "pydantic_core-2.33.2-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl" =
          "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
      };
    }
    .${stdenv.hostPlatform.system} or { }
  );
in
stdenv.mkDerivation (finalAttrs: {
  pname = "compiled";
  version = "2025.4.7";

  nativeBuildInputs = [
    makeWrapper
    python312
    python312.pkgs.pip
  ]
  ++ lib.optionals stdenv.hostPlatform.isLinux [ autoPatchelfHook ];

  buildInputs = lib.optionals stdenv.hostPlatform.isLinux [
    python312
    stdenv.cc.cc.lib
    zlib
  ];

  # Not in nixpkgs, or a driver's: found where it is run, or not used.
  autoPatchelfIgnoreMissingDeps = [ "libcuda.so.1" ];

  strictDeps = true;
  dontUnpack = true;
  dontBuild = true;

  # A virtual environment, as uvx makes one; there is no index to ask.
  installPhase = ''
    runHook preInstall

    export PIP_NO_CACHE_DIR=1 PIP_PROGRESS_BAR=off
    ${python312.interpreter} -I -m venv --without-pip "$out/libexec"
    pip --python "$out/libexec/bin/python" install --ignore-installed --no-index --find-links ${wheels} \
      "mcp-server-demo[cli,http]==${finalAttrs.version}"

    for program in demo-admin mcp-server-demo; do
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
      "aarch64-linux"
      "x86_64-linux"
    ];
  };
})
