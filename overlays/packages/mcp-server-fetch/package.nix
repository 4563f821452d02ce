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
  wheels = wheelFolder (
    {
      "annotated_types-0.8.0-py3-none-any.whl" = "sha256-8HL02ATqNZ5OrxmLGveosJQ4gah/Mbt2T4vyGbuUGeA=";
      "anyio-4.16.0-py3-none-any.whl" = "sha256-xmrmNOC4IoOWuAF0G+sylDJtS2EC97ukBBwN+1jCkCY=";
      "attrs-26.1.0-py3-none-any.whl" = "sha256-xkeqShLfutkzPKTnH+Yt3Db05jstJgo3qLg9LwQ6wwk=";
      "beautifulsoup4-4.15.0-py3-none-any.whl" = "sha256-1viN5i4dTjjssQd+uXJM0O/ynSoIyhakAem56T8RfPk=";
      "certifi-2026.10.18-py3-none-any.whl" = "sha256-cxkcR6qnnaOU6P7i28LsgnQyyrVjERIsnker9545D2I=";
      "click-8.5.1-py3-none-any.whl" = "sha256-i7U3bSAGlQOG+MZCdhMzSirK3F9VnLgOY40AtN+Vfjc=";
      "h11-0.16.0-py3-none-any.whl" = "sha256-Y8+LvnUi3jv2WTL9odnCdyBk/7Pa5i1Vky2lSzHLbIY=";
      "html5lib-1.1-py2.py3-none-any.whl" = "sha256-DXj4/eHCMOmf43mGpgUm1wSe1L+Kn6261fAOIuWOBB0=";
      "httpcore-1.0.9-py3-none-any.whl" = "sha256-LUAHRqQGaPyd7JgQI5BytAtEhLZAqMOP1lSgJMehv1U=";
      "httpcore2-2.16.2-py3-none-any.whl" = "sha256-FgUa4qQvd2AHVD8y3pNJoxeyPSy7ThRWtLrA6IuHQZo=";
      "httpx-0.28.1-py3-none-any.whl" = "sha256-2Qn8zMEQ+Mf6+BTKgqmk2Ba8Wm2/6iXWWR1phbi6Wa0=";
      "httpx2-2.16.2-py3-none-any.whl" = "sha256-8FwTqt5MRdvxyQYGR6EFjwrK1iOY+tludBJp7bM9RvU=";
      "idna-3.20-py3-none-any.whl" = "sha256-q3rnEil0VTNw8L25GeGpYLLNG8HvAnZBbYltuBwUWCw=";
      "jsonschema-4.26.0-py3-none-any.whl" = "sha256-1InxUmO40gD4OH5ktMOnXwZilVn7c964/ftSXy2rUM4=";
      "jsonschema_specifications-2025.9.1-py3-none-any.whl" =
        "sha256-mIAv7joR7nbsrKREKf2opBv/mLAKDyg4FRsRPyEMxv4=";
      "markdownify-1.2.3-py3-none-any.whl" = "sha256-oYmgvt/RQAkDD95fhbtvd8Vol8uDm1wlMV3X1OPikLo=";
      "mcp-2.3.0-py3-none-any.whl" = "sha256-3QxEwInRZFPorjGjh3oAVNeiMUyqqB9eBUG5sXNLI3c=";
      "mcp_server_fetch-2026.10.24-py3-none-any.whl" =
        "sha256-PbyzeAGgN7KdSG95Eyijg1T2sqirVK2oBk7PcmioJr8=";
      "mcp_types-2.3.0-py3-none-any.whl" = "sha256-lo79va7fqwatrkDTeKNDlfEJDFkh1L48nN4oOq922R0=";
      "opentelemetry_api-1.45.2-py3-none-any.whl" = "sha256-LL1zc3fnEO50DSYclOk/oPCObQN8GPF1E8wKLZRHmjQ=";
      "protego-0.7.0-py3-none-any.whl" = "sha256-lEY4qu5gj2yD/K1EJpXz+TgaYL6NUAckj0awDyAfpfw=";
      "pycparser-3.12-py3-none-any.whl" = "sha256-oHbz9Imzm0PtE1Y6Ha/kJEdEW+wuKUFU7FxX/N2kyF4=";
      "pydantic-2.14.3-py3-none-any.whl" = "sha256-P3s0d4Krfkz0x5hJauOoJ4fZ8h7BJnapxWQ1Xu742qg=";
      "pyjwt-2.15.1-py3-none-any.whl" = "sha256-QtWdYx93aKECimTH/1gam/dRmATa+R/FtsVuMO7F4ZM=";
      "python_multipart-0.0.34-py3-none-any.whl" = "sha256-66zSJL1obu4vmqEGamV6/+B0NaGFg04F5SNeLlkXPpE=";
      "readabilipy-0.3.0-py3-none-any.whl" = "sha256-0QbaD60R1f383iH1xThVVr+o/wJYSDA3056msdbbOUM=";
      "referencing-0.37.0-py3-none-any.whl" = "sha256-OBMpqfmWKMkGk2FxaJHTStlK925GHcsDNYJa7MdpIjE=";
      "requests-2.34.2-py3-none-any.whl" = "sha256-Kg1gwXL4OsarMeRVSQbA87NYjTe1y5ObHAYfSQfieOA=";
      "six-1.17.0-py2.py3-none-any.whl" = "sha256-RyHzke2QVB/drKtaz5R6oNPcfSey4ejtor6JcFhsMnQ=";
      "socksio-1.0.0-py3-none-any.whl" = "sha256-ldwfFfmzTo17FvBtdLjM9I9gmvMqszxgjQh2HF3LsfM=";
      "soupsieve-4.1.2-py3-none-any.whl" = "sha256-lrQRUhKjq+4fVy1i2nBsygkLCIy17/onjbVwISLmOiw=";
      "sse_starlette-3.7.0-py3-none-any.whl" = "sha256-8dMTbKoS0SkoT8o9Le15vJr5QzILZHJxKVX+pSptPuo=";
      "starlette-1.10.0-py3-none-any.whl" = "sha256-R4wKs7TO1ugnGYScEY+kBvAnijSZwaiYzRXNMb3DjOQ=";
      "truststore-0.10.5-py3-none-any.whl" = "sha256-mqrtrvrwbYsgYnjPi1ASvIl/SFqHRQNQHhLXdt94lRw=";
      "typing_extensions-4.16.0-py3-none-any.whl" = "sha256-SByqSBN06BPBsXatoU6X8fZ6RTnOnP6z81DXjWNwwug=";
      "typing_inspection-0.4.5-py3-none-any.whl" = "sha256-vCEFNUQrOeG/KAXgx6F9/WpKznYMhMf30WJF0jprHDk=";
      "urllib3-2.8.0-py3-none-any.whl" = "sha256-DPPK5WjTaqlXayjfs18RMo8cuXTKdkfZR167hsdaxuM=";
      "uvicorn-0.54.0-py3-none-any.whl" = "sha256-UFvbDzGHMdRfH3Egcfx4GomB9oR6MckCyfXmUtT2f68=";
      "webencodings-0.6.1-py3-none-any.whl" = "sha256-f6tiaci/I3xleHa1IFjMsYLoYVGNHGlcGpqqjBwQXVs=";
    }
    // {
      aarch64-darwin = {
        "cffi-2.1.1-cp313-cp313-macosx_11_0_arm64.whl" =
          "sha256-Ge5hJ+403n2Dzj03Hrxe2Rrdvcw5+asVzk6zWk5TSXE=";
        "charset_normalizer-3.5.2-cp313-cp313-macosx_10_13_universal2.whl" =
          "sha256-YEU3PVqJpexxr95TXbmHyijnbfonbC1MgYJls3XUsFU=";
        "cryptography-50.0.2-cp311-abi3-macosx_11_0_arm64.whl" =
          "sha256-+o9e+zRNaQihzmL0ok4uV4D4Jdb1P19Q7F/6yscpNss=";
        "lxml-6.1.3-cp313-cp313-macosx_10_13_universal2.whl" =
          "sha256-OkgJPNsFipOvhC7elwNSDoELBdzQ/G1xkKBjdsO/tr0=";
        "pydantic_core-2.50.4-cp313-cp313-macosx_11_0_arm64.whl" =
          "sha256-EjnarwY+YiE8ofNNlmY5AL11EMQqeG6EP9Mor3DkZEU=";
        "regex-2026.11.15-cp313-cp313-macosx_11_0_arm64.whl" =
          "sha256-FQ9S28r3WdlMc6YdwxzMYOuKVSrK+kPpnj7XZAUXMXA=";
        "rpds_py-2026.9.1-cp313-cp313-macosx_11_0_arm64.whl" =
          "sha256-66XRc/fVcIsiqTgVAXpGEYc+1U258mgHfA3R7ZnPyFg=";
      };
      aarch64-linux = {
        "cffi-2.1.1-cp313-cp313-manylinux2014_aarch64.manylinux_2_17_aarch64.whl" =
          "sha256-8WxwloanjHJ7u/BZ+SsL9Bxvxg3uxwbS3Bn1KRdaYSU=";
        "charset_normalizer-3.5.2-cp313-cp313-manylinux2014_aarch64.manylinux_2_17_aarch64.manylinux_2_28_aarch64.whl" =
          "sha256-hJ32ToibLhcjDVhBCgPboxGmWxY1CP0zZ5src31LeFg=";
        "cryptography-50.0.2-cp311-abi3-manylinux_2_34_aarch64.whl" =
          "sha256-h+nOhb62syi6NwzG5q6kg8kmF7TJWx0zpJKX62Yr+wQ=";
        "lxml-6.1.3-cp313-cp313-manylinux_2_26_aarch64.manylinux_2_28_aarch64.whl" =
          "sha256-XP/hhXHMxR10LNCMuz+LdW3pMR0Yx+qY9dkvN7j7YMI=";
        "pydantic_core-2.50.4-cp313-cp313-manylinux2014_aarch64.manylinux_2_17_aarch64.whl" =
          "sha256-qe6ZC/LPvYFXTF1Pn2ydSAoUtbQ9LE8soT9Mb0gIk5Q=";
        "regex-2026.11.15-cp313-cp313-manylinux2014_aarch64.manylinux_2_17_aarch64.manylinux_2_28_aarch64.whl" =
          "sha256-/zYAfTGguiQfe7Cf0Xn+viIfUrO/EXmKsbSOiyCkMiA=";
        "rpds_py-2026.9.1-cp313-cp313-manylinux_2_17_aarch64.manylinux2014_aarch64.whl" =
          "sha256-RXhmuF2vUDQpZmYWi4SmngsuidxPGvECtG9kSKYLkGM=";
      };
      x86_64-darwin = {
        "cffi-2.1.1-cp313-cp313-macosx_10_15_x86_64.whl" =
          "sha256-nSBVBQ6nFr04t/fxV5wnU4Zka0iUwVWj4vPNYu1Bt8Y=";
        "charset_normalizer-3.5.2-cp313-cp313-macosx_10_13_universal2.whl" =
          "sha256-YEU3PVqJpexxr95TXbmHyijnbfonbC1MgYJls3XUsFU=";
        "cryptography-48.0.1-cp311-abi3-macosx_10_9_universal2.whl" =
          "sha256-PkoaMjLu8ubHMoJ9VyLbKaDMiyevKk2GWwlM+VS+nKE=";
        "lxml-6.1.3-cp313-cp313-macosx_10_13_x86_64.whl" =
          "sha256-iHwCHZqXfP+JyycwR8E1KZe3cqiQiiXCGDaGH2m5K+E=";
        "pydantic_core-2.50.4-cp313-cp313-macosx_10_12_x86_64.whl" =
          "sha256-D4eunbW6jY3kDcuTmCz43VROZVKoDTNFr1GUHMIUa4A=";
        "regex-2026.11.15-cp313-cp313-macosx_10_13_x86_64.whl" =
          "sha256-HwXg6iO1m0pp4ISYxtK1jrlHGd0ZZul7c+TB3xYE2zg=";
        "rpds_py-2026.9.1-cp313-cp313-macosx_10_12_x86_64.whl" =
          "sha256-o2twWWQHY0yoLUuYmjcpB0oAhTegUi5MgEamfHKRA+k=";
      };
      x86_64-linux = {
        "cffi-2.1.1-cp313-cp313-manylinux2014_x86_64.manylinux_2_17_x86_64.whl" =
          "sha256-qTEHlQTsxJ7+13RMR2pcNDqS+r9m3sLble2xsv3HcOI=";
        "charset_normalizer-3.5.2-cp313-cp313-manylinux2014_x86_64.manylinux_2_17_x86_64.manylinux_2_28_x86_64.whl" =
          "sha256-chjo8ysJVs/NBI/ULZ1XeYCXRcodhhE8pW9m564VScQ=";
        "cryptography-50.0.2-cp311-abi3-manylinux_2_34_x86_64.whl" =
          "sha256-natV9Xx0w8rSTDI7rLvQS+RwW6brDZLpILH8SDftUHk=";
        "lxml-6.1.3-cp313-cp313-manylinux_2_26_x86_64.manylinux_2_28_x86_64.whl" =
          "sha256-2F36tC3Wcvh6f3bp3nFyliruafoSBE8Nbhojy9U/uA4=";
        "pydantic_core-2.50.4-cp313-cp313-manylinux2014_x86_64.manylinux_2_17_x86_64.whl" =
          "sha256-+yu1tVcIDaOYuGZAgRfZj+lzGhIzSv0M3/IhtFjNxdw=";
        "regex-2026.11.15-cp313-cp313-manylinux2014_x86_64.manylinux_2_17_x86_64.manylinux_2_28_x86_64.whl" =
          "sha256-etFBzbuU7kipEotxGL+CtN8rgPOzyqIsNgRdpJ52VIE=";
        "rpds_py-2026.9.1-cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64.whl" =
          "sha256-eGi4UiQpHGy2dZ+bWtuXRfSG0ib2KxamFN1aKlqys1s=";
      };
    }
    .${stdenv.hostPlatform.system} or { }
  );
in
stdenv.mkDerivation (finalAttrs: {
  pname = "mcp-server-fetch";
  version = "2026.10.24";

  nativeBuildInputs = [
    makeWrapper
    python313
    python313.pkgs.pip
  ]
  ++ lib.optionals stdenv.hostPlatform.isLinux [ autoPatchelfHook ];

  buildInputs = lib.optionals stdenv.hostPlatform.isLinux [ stdenv.cc.cc.lib ];

  strictDeps = true;
  dontUnpack = true;
  dontBuild = true;

  # A virtual environment, as uvx makes one; there is no index to ask.
  installPhase = ''
    runHook preInstall

    export PIP_NO_CACHE_DIR=1 PIP_PROGRESS_BAR=off
    ${python313.interpreter} -I -m venv --without-pip "$out/libexec"
    pip --python "$out/libexec/bin/python" install --ignore-installed --no-index --find-links ${wheels} \
      "mcp-server-fetch==${finalAttrs.version}"

    for program in mcp-server-fetch; do
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

    HOME="$TMPDIR" "$out/libexec/bin/python" -I -c "import mcp_server_fetch"

    runHook postInstallCheck
  '';

  meta = {
    description = "Model Context Protocol server providing tools to fetch and convert web content for usage by LLMs";
    homepage = "https://github.com/modelcontextprotocol/servers/tree/main/src/fetch";
    license = lib.licenses.mit;
    mainProgram = "mcp-server-fetch";
    platforms = [
      "aarch64-darwin"
      "aarch64-linux"
      "x86_64-darwin"
      "x86_64-linux"
    ];
  };
})
