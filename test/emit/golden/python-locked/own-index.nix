{
  lib,
  stdenv,
  fetchPypi,
  fetchurl,
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
          value =
            if lib.isString hash then
              fetchPypi {
                pname = part 0;
                version = part 1;
                format = "wheel";
                dist = part 2;
                python = part 2;
                abi = part 3;
                platform = part 4;
                inherit hash;
              }
            else
              hash;
        }
      ) files
    );

  # The server and everything it needs.
  wheels = wheelFolder {
    "mcp_server_demo-2025.4.7-py3-none-any.whl" = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    "inner-1.0-py3-none-any.whl" = fetchurl {
      url = "https://index.example/inner-1.0-py3-none-any.whl";
      hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    };
  };
in
stdenv.mkDerivation (finalAttrs: {
  pname = "own-index";
  version = "2025.4.7";

  nativeBuildInputs = [
    makeWrapper
    python313
    python313.pkgs.pip
  ];

  strictDeps = true;
  dontUnpack = true;
  dontBuild = true;

  # A virtual environment, as uvx makes one; there is no index to ask.
  installPhase = ''
    runHook preInstall

    export PIP_NO_CACHE_DIR=1 PIP_PROGRESS_BAR=off
    ${python313.interpreter} -I -m venv --without-pip "$out/libexec"
    pip --python "$out/libexec/bin/python" install --ignore-installed --no-index --find-links ${wheels} \
      "mcp-server-demo==${finalAttrs.version}"

    for program in 'it'\'''s'; do
      makeWrapper "$out/libexec/bin/$program" "$out/bin/$program" --prefix PATH : "$out/libexec/bin"
    done

    runHook postInstall
  '';

  # There are no tests in wheels.
  doInstallCheck = true;
  installCheckPhase = ''
    runHook preInstallCheck

    HOME="$TMPDIR" "$out/libexec/bin/python" -I -c "import server"

    runHook postInstallCheck
  '';

  meta = {
    description = "Demo server";
    homepage = "https://example.org/demo";
    changelog = "https://example.org/demo/releases/v${finalAttrs.version}";
    license = lib.licenses.mit;
    mainProgram = "it's";
    platforms = [
      "x86_64-linux"
    ];
  };
})
