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
      "aiofile-3.12.3-py3-none-any.whl" = "sha256-XBvMnpKcUINGCOjMGkzB11A+tgwVpTW3ef054vNywBc=";
      "annotated_types-0.8.0-py3-none-any.whl" = "sha256-8HL02ATqNZ5OrxmLGveosJQ4gah/Mbt2T4vyGbuUGeA=";
      "anyio-4.16.0-py3-none-any.whl" = "sha256-xmrmNOC4IoOWuAF0G+sylDJtS2EC97ukBBwN+1jCkCY=";
      "attrs-26.1.0-py3-none-any.whl" = "sha256-xkeqShLfutkzPKTnH+Yt3Db05jstJgo3qLg9LwQ6wwk=";
      "authlib-1.9.9-py2.py3-none-any.whl" = "sha256-AZlkmGX++0ME/FdoPq67FWFFIwc+QeCdmMcvMmjOXLw=";
      "beartype-0.23.1-py3-none-any.whl" = "sha256-RGG03Ffj/dbIqEZLIs8RgALuoQfDPp/vZRxpBoqzzOM=";
      "beautifulsoup4-4.15.0-py3-none-any.whl" = "sha256-1viN5i4dTjjssQd+uXJM0O/ynSoIyhakAem56T8RfPk=";
      "cachetools-8.0.1-py3-none-any.whl" = "sha256-nlT73vSyToBZ6KQwiTEi/ruvn1Zz8jb9uCJWzdCQ1QY=";
      "certifi-2026.10.18-py3-none-any.whl" = "sha256-cxkcR6qnnaOU6P7i28LsgnQyyrVjERIsnker9545D2I=";
      "click-8.5.1-py3-none-any.whl" = "sha256-i7U3bSAGlQOG+MZCdhMzSirK3F9VnLgOY40AtN+Vfjc=";
      "cyclopts-5.4.0-py3-none-any.whl" = "sha256-KaRjmEnpFh9kvOeQTHh7hfaorM+wjNZ1rXC3dTr1foE=";
      "dnspython-2.9.2-py3-none-any.whl" = "sha256-rxX304Wmri+zWnlv3iE4AEyMQsc4kJDirdyD47M0D9g=";
      "docstring_parser-0.18.0-py3-none-any.whl" = "sha256-s/y+1VXEfYR5vgeW734ZwmcNQo1y6W2mPzpAEihgN0s=";
      "email_validator-2.4.0-py3-none-any.whl" = "sha256-RFTkHE4ca2yu40odxx1ec2eRVivo/RebAuKY95ZSJoQ=";
      "exceptiongroup-1.3.1-py3-none-any.whl" = "sha256-p6OaO9J2eB6YOUmH06VwHQxO3/tjO7elFEV3+Cx3NZg=";
      "fastmcp-4.1.2-py3-none-any.whl" = "sha256-PV7d/mJLAC688gLVpV/xO9zmklzli/yusovC47vuGDA=";
      "fastmcp_slim-4.1.2-py3-none-any.whl" = "sha256-WKTlR6D4XP7i0iGWd+0xwPHEkRdBpckaHuX79p3eNfo=";
      "griffelib-2.4.1-py3-none-any.whl" = "sha256-drxWL5Nq0c4ZjSz20HMb1ckqfZNLae+CjvIu4P/bYs4=";
      "h11-0.16.0-py3-none-any.whl" = "sha256-Y8+LvnUi3jv2WTL9odnCdyBk/7Pa5i1Vky2lSzHLbIY=";
      "httpcore2-2.16.2-py3-none-any.whl" = "sha256-FgUa4qQvd2AHVD8y3pNJoxeyPSy7ThRWtLrA6IuHQZo=";
      "httpx2-2.16.2-py3-none-any.whl" = "sha256-8FwTqt5MRdvxyQYGR6EFjwrK1iOY+tludBJp7bM9RvU=";
      "idna-3.20-py3-none-any.whl" = "sha256-q3rnEil0VTNw8L25GeGpYLLNG8HvAnZBbYltuBwUWCw=";
      "jaraco.classes-3.4.0-py3-none-any.whl" = "sha256-9mKCa2vtjKzgXn/4c84PkoO1ySRHD+Zk//HC8A9YF5A=";
      "jaraco_context-6.1.2-py3-none-any.whl" = "sha256-v4FQt5otXZGuSGKdi0J6j3ug4Ql91iAqkFnymjY3lTU=";
      "jaraco_functools-4.6.0-py3-none-any.whl" = "sha256-mePcAGDFy+j80c2zYljiplykDxVmsgM7Equxu0TdPDA=";
      "joserfc-1.8.0-py3-none-any.whl" = "sha256-F2uDasftmkaohiniQHYxS0dfM6ddC61/JhRuVy7tfHk=";
      "jsonref-1.1.0-py3-none-any.whl" = "sha256-WQ3Hdz32why/lItdrAenKiUdsosCOM7szgoqv6jsMKk=";
      "jsonschema-4.26.0-py3-none-any.whl" = "sha256-1InxUmO40gD4OH5ktMOnXwZilVn7c964/ftSXy2rUM4=";
      "jsonschema_path-0.5.0-py3-none-any.whl" = "sha256-J5CgcLx6uwjqPb5NNA7OTvrfY5IjAB8CDHUDIpugaOI=";
      "jsonschema_specifications-2025.9.1-py3-none-any.whl" =
        "sha256-mIAv7joR7nbsrKREKf2opBv/mLAKDyg4FRsRPyEMxv4=";
      "keyring-25.7.0-py3-none-any.whl" = "sha256-vkoLGV8UlpDBZuhQYJpHfFMt2/uu2WpATU5D+NXiaJ8=";
      "markdown_it_py-4.3.0-py3-none-any.whl" = "sha256-eqFRGkbDkTjeeNnrqSzkfmMSTYAD/Jizo1GQngQjnvo=";
      "mcp-2.3.0-py3-none-any.whl" = "sha256-3QxEwInRZFPorjGjh3oAVNeiMUyqqB9eBUG5sXNLI3c=";
      "mcp_nixos-3.1.0-py3-none-any.whl" = "sha256-o5zk7zaKyqhZ+JCV8jJsHLHTbIECkMJj0I0vPAL3U4A=";
      "mcp_types-2.3.0-py3-none-any.whl" = "sha256-lo79va7fqwatrkDTeKNDlfEJDFkh1L48nN4oOq922R0=";
      "mdurl-0.1.2-py3-none-any.whl" = "sha256-hACKQeUWFaSfyZZhkf+RUJ48QLk5F25kP9UKXCGWuPg=";
      "more_itertools-11.2.1-py3-none-any.whl" = "sha256-Nac3ft0d1mCNyyzfU03tVeoy1JRIh1rQQs0/h5+x3tA=";
      "openapi_pydantic-0.6.0-py3-none-any.whl" = "sha256-i9bVSKJQ2jfblvRhvNUrNGjog0rX1tsUsAprLrvRY6M=";
      "opentelemetry_api-1.45.2-py3-none-any.whl" = "sha256-LL1zc3fnEO50DSYclOk/oPCObQN8GPF1E8wKLZRHmjQ=";
      "packaging-26.3-py3-none-any.whl" = "sha256-1xk/fI5Ok/RE/eAmK/kK8w4W+grQrUTLVTyHM5sjzRw=";
      "pathable-0.6.0-py3-none-any.whl" = "sha256-gsTKbJjFAq0S4NTpd5tiEK/uk8OJkJiMjF0bSb3N9WY=";
      "platformdirs-4.14.7-py3-none-any.whl" = "sha256-ORUTt0cHxCM1//PqF+qsZXp+6f/K3YCWNNNOpZTQEiw=";
      "py_key_value_aio-0.4.6-py3-none-any.whl" = "sha256-ggswx5WfxzjqPQAWDNsQzSWPUeOHN7Kt1TDe/uod7Xc=";
      "pycparser-3.12-py3-none-any.whl" = "sha256-oHbz9Imzm0PtE1Y6Ha/kJEdEW+wuKUFU7FxX/N2kyF4=";
      "pydantic-2.14.3-py3-none-any.whl" = "sha256-P3s0d4Krfkz0x5hJauOoJ4fZ8h7BJnapxWQ1Xu742qg=";
      "pydantic_settings-2.16.3-py3-none-any.whl" = "sha256-0dsWotNABjI6G0LAZAiY2lit+61+wwuqqeKxiq/AiZk=";
      "pygments-2.21.0-py3-none-any.whl" = "sha256-I2PGm2HEqXyDjaOxMNzWRo9ISJkrIagvKmPsNDdxN9k=";
      "pyjwt-2.15.1-py3-none-any.whl" = "sha256-QtWdYx93aKECimTH/1gam/dRmATa+R/FtsVuMO7F4ZM=";
      "pyperclip-1.11.0-py3-none-any.whl" = "sha256-KZQD6f9EWBy5ui/+7WnHqpagCGIq0MRstXXKdbW4QnM=";
      "python_dotenv-1.2.4-py3-none-any.whl" = "sha256-Qiaails/1U/6bz2EsYq+1QBkcXV2tOzwPcSlXYqgT9w=";
      "python_multipart-0.0.34-py3-none-any.whl" = "sha256-66zSJL1obu4vmqEGamV6/+B0NaGFg04F5SNeLlkXPpE=";
      "referencing-0.37.0-py3-none-any.whl" = "sha256-OBMpqfmWKMkGk2FxaJHTStlK925GHcsDNYJa7MdpIjE=";
      "requests-2.34.2-py3-none-any.whl" = "sha256-Kg1gwXL4OsarMeRVSQbA87NYjTe1y5ObHAYfSQfieOA=";
      "rich-15.0.0-py3-none-any.whl" = "sha256-M71O90Iy+3P+knmiV3GEB/FpwJt4qHrT0pb1SOJ94Ls=";
      "rich_rst-2.2.0-py3-none-any.whl" = "sha256-HqHEOBPcSo2GR1/OJ/+3TgraPUZWyfgTC6KlmGgFX+k=";
      "soupsieve-4.1.2-py3-none-any.whl" = "sha256-lrQRUhKjq+4fVy1i2nBsygkLCIy17/onjbVwISLmOiw=";
      "sse_starlette-3.7.0-py3-none-any.whl" = "sha256-8dMTbKoS0SkoT8o9Le15vJr5QzILZHJxKVX+pSptPuo=";
      "starlette-1.10.0-py3-none-any.whl" = "sha256-R4wKs7TO1ugnGYScEY+kBvAnijSZwaiYzRXNMb3DjOQ=";
      "truststore-0.10.5-py3-none-any.whl" = "sha256-mqrtrvrwbYsgYnjPi1ASvIl/SFqHRQNQHhLXdt94lRw=";
      "typing_extensions-4.16.0-py3-none-any.whl" = "sha256-SByqSBN06BPBsXatoU6X8fZ6RTnOnP6z81DXjWNwwug=";
      "typing_inspection-0.4.5-py3-none-any.whl" = "sha256-vCEFNUQrOeG/KAXgx6F9/WpKznYMhMf30WJF0jprHDk=";
      "uncalled_for-0.6.1-py3-none-any.whl" = "sha256-Ho+G+XJoTbUPKIjwfKqH2BpDFYT6d4VmYODF6J8cx3g=";
      "urllib3-2.8.0-py3-none-any.whl" = "sha256-DPPK5WjTaqlXayjfs18RMo8cuXTKdkfZR167hsdaxuM=";
      "uvicorn-0.54.0-py3-none-any.whl" = "sha256-UFvbDzGHMdRfH3Egcfx4GomB9oR6MckCyfXmUtT2f68=";
    }
    // {
      aarch64-darwin = {
        "caio-0.12.10-cp313-cp313-macosx_10_13_universal2.whl" =
          "sha256-a44HJEFa6GiJ31mvLUT9alMYUevGLJz9scyCNckpUk0=";
        "cffi-2.1.1-cp313-cp313-macosx_11_0_arm64.whl" =
          "sha256-Ge5hJ+403n2Dzj03Hrxe2Rrdvcw5+asVzk6zWk5TSXE=";
        "charset_normalizer-3.5.2-cp313-cp313-macosx_10_13_universal2.whl" =
          "sha256-YEU3PVqJpexxr95TXbmHyijnbfonbC1MgYJls3XUsFU=";
        "cryptography-50.0.2-cp311-abi3-macosx_11_0_arm64.whl" =
          "sha256-+o9e+zRNaQihzmL0ok4uV4D4Jdb1P19Q7F/6yscpNss=";
        "pydantic_core-2.50.4-cp313-cp313-macosx_11_0_arm64.whl" =
          "sha256-EjnarwY+YiE8ofNNlmY5AL11EMQqeG6EP9Mor3DkZEU=";
        "pyyaml-6.0.3-cp313-cp313-macosx_11_0_arm64.whl" =
          "sha256-IoOgfiwhoqp42cREJyTsHrFfXkKnI7mcs9gi1I9fetE=";
        "rpds_py-2026.9.1-cp313-cp313-macosx_11_0_arm64.whl" =
          "sha256-66XRc/fVcIsiqTgVAXpGEYc+1U258mgHfA3R7ZnPyFg=";
        "watchfiles-1.3.0-cp310-abi3-macosx_11_0_arm64.whl" =
          "sha256-u8EZjt/ckP2gYA+CWqlBUPQo38v4E4dG9VmY4OZg1kw=";
        "websockets-17.4-cp313-cp313-macosx_11_0_arm64.whl" =
          "sha256-dORkCWZsNYuT/ODYxvTLEH2N18uhMCo41Jrfb6gZPH4=";
      };
      aarch64-linux = {
        "caio-0.12.10-cp313-cp313-manylinux_2_34_aarch64.whl" =
          "sha256-TnJgLUw0jRBcnkbdMAuF3z/T6FfiBoNwhH9eKYeRgbU=";
        "cffi-2.1.1-cp313-cp313-manylinux2014_aarch64.manylinux_2_17_aarch64.whl" =
          "sha256-8WxwloanjHJ7u/BZ+SsL9Bxvxg3uxwbS3Bn1KRdaYSU=";
        "charset_normalizer-3.5.2-cp313-cp313-manylinux2014_aarch64.manylinux_2_17_aarch64.manylinux_2_28_aarch64.whl" =
          "sha256-hJ32ToibLhcjDVhBCgPboxGmWxY1CP0zZ5src31LeFg=";
        "cryptography-50.0.2-cp311-abi3-manylinux_2_34_aarch64.whl" =
          "sha256-h+nOhb62syi6NwzG5q6kg8kmF7TJWx0zpJKX62Yr+wQ=";
        "jeepney-0.9.0-py3-none-any.whl" = "sha256-l+VxRSDBb8CkVpXlNlouEbgep5u6eW4m+fHReMsYJoM=";
        "pydantic_core-2.50.4-cp313-cp313-manylinux2014_aarch64.manylinux_2_17_aarch64.whl" =
          "sha256-qe6ZC/LPvYFXTF1Pn2ydSAoUtbQ9LE8soT9Mb0gIk5Q=";
        "pyyaml-6.0.3-cp313-cp313-manylinux2014_aarch64.manylinux_2_17_aarch64.manylinux_2_28_aarch64.whl" =
          "sha256-7ikikCxFrozK2ixbUBq4bDZSW4g+/0JVMTolOjFghhw=";
        "rpds_py-2026.9.1-cp313-cp313-manylinux_2_17_aarch64.manylinux2014_aarch64.whl" =
          "sha256-RXhmuF2vUDQpZmYWi4SmngsuidxPGvECtG9kSKYLkGM=";
        "secretstorage-3.5.0-py3-none-any.whl" = "sha256-DOZYiMByX8ssW8D9uOVDjuzgLFI1V+pAzgcDwmYkgTc=";
        "watchfiles-1.3.0-cp310-abi3-manylinux_2_17_aarch64.manylinux2014_aarch64.whl" =
          "sha256-SvnEZNQQ6MRLWN3xy+x8OgLByyxsgN+cdGWbovvaCrU=";
        "websockets-17.4-cp313-cp313-manylinux2014_aarch64.manylinux_2_17_aarch64.manylinux_2_28_aarch64.whl" =
          "sha256-x0lUQJ6leJ96YNql+UWAwArQtgsgdRxHs1xHhId7UFc=";
      };
      x86_64-darwin = {
        "caio-0.12.10-cp313-cp313-macosx_10_13_universal2.whl" =
          "sha256-a44HJEFa6GiJ31mvLUT9alMYUevGLJz9scyCNckpUk0=";
        "cffi-2.1.1-cp313-cp313-macosx_10_15_x86_64.whl" =
          "sha256-nSBVBQ6nFr04t/fxV5wnU4Zka0iUwVWj4vPNYu1Bt8Y=";
        "charset_normalizer-3.5.2-cp313-cp313-macosx_10_13_universal2.whl" =
          "sha256-YEU3PVqJpexxr95TXbmHyijnbfonbC1MgYJls3XUsFU=";
        "cryptography-48.0.1-cp311-abi3-macosx_10_9_universal2.whl" =
          "sha256-PkoaMjLu8ubHMoJ9VyLbKaDMiyevKk2GWwlM+VS+nKE=";
        "pydantic_core-2.50.4-cp313-cp313-macosx_10_12_x86_64.whl" =
          "sha256-D4eunbW6jY3kDcuTmCz43VROZVKoDTNFr1GUHMIUa4A=";
        "pyyaml-6.0.3-cp313-cp313-macosx_10_13_x86_64.whl" =
          "sha256-jalmnTWfAsC5HMwBysSmfxav7A2sIsKtCfRr7gaX66g=";
        "rpds_py-2026.9.1-cp313-cp313-macosx_10_12_x86_64.whl" =
          "sha256-o2twWWQHY0yoLUuYmjcpB0oAhTegUi5MgEamfHKRA+k=";
        "watchfiles-1.3.0-cp310-abi3-macosx_10_12_x86_64.whl" =
          "sha256-AAuWiPyBMwN6iwdcjr+Y8yhE/4lk3aYehcHbVH2vxEE=";
        "websockets-17.4-cp313-cp313-macosx_10_13_x86_64.whl" =
          "sha256-FWIhrXY4tavM79b3mJFr8/j/1qxRSA60ulsF35FMy/M=";
      };
      x86_64-linux = {
        "caio-0.12.10-cp313-cp313-manylinux_2_34_x86_64.whl" =
          "sha256-HYtuknXY+WCLjstLlxiefx0LjtlI+1UusGUY1jQqHlM=";
        "cffi-2.1.1-cp313-cp313-manylinux2014_x86_64.manylinux_2_17_x86_64.whl" =
          "sha256-qTEHlQTsxJ7+13RMR2pcNDqS+r9m3sLble2xsv3HcOI=";
        "charset_normalizer-3.5.2-cp313-cp313-manylinux2014_x86_64.manylinux_2_17_x86_64.manylinux_2_28_x86_64.whl" =
          "sha256-chjo8ysJVs/NBI/ULZ1XeYCXRcodhhE8pW9m564VScQ=";
        "cryptography-50.0.2-cp311-abi3-manylinux_2_34_x86_64.whl" =
          "sha256-natV9Xx0w8rSTDI7rLvQS+RwW6brDZLpILH8SDftUHk=";
        "jeepney-0.9.0-py3-none-any.whl" = "sha256-l+VxRSDBb8CkVpXlNlouEbgep5u6eW4m+fHReMsYJoM=";
        "pydantic_core-2.50.4-cp313-cp313-manylinux2014_x86_64.manylinux_2_17_x86_64.whl" =
          "sha256-+yu1tVcIDaOYuGZAgRfZj+lzGhIzSv0M3/IhtFjNxdw=";
        "pyyaml-6.0.3-cp313-cp313-manylinux2014_x86_64.manylinux_2_17_x86_64.manylinux_2_28_x86_64.whl" =
          "sha256-DyntxAmmOSRDq/lLnPic6ZiJod1TdtlDFq5RRd/t1dY=";
        "rpds_py-2026.9.1-cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64.whl" =
          "sha256-eGi4UiQpHGy2dZ+bWtuXRfSG0ib2KxamFN1aKlqys1s=";
        "secretstorage-3.5.0-py3-none-any.whl" = "sha256-DOZYiMByX8ssW8D9uOVDjuzgLFI1V+pAzgcDwmYkgTc=";
        "watchfiles-1.3.0-cp310-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl" =
          "sha256-tXaLSeQm/VtVCwEshm2zR83xXDmO+Y3FV7bmty+nTNE=";
        "websockets-17.4-cp313-cp313-manylinux1_x86_64.manylinux_2_28_x86_64.manylinux_2_5_x86_64.whl" =
          "sha256-JetmHYun4rheu056G7n2oygJEO0QuEMwp6v7XtMtJ2Q=";
      };
    }
    .${stdenv.hostPlatform.system} or { }
  );
in
stdenv.mkDerivation (finalAttrs: {
  pname = "mcp-nixos";
  version = "3.1.0";

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
      "mcp-nixos==${finalAttrs.version}"

    for program in mcp-nixos; do
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

    HOME="$TMPDIR" "$out/libexec/bin/python" -I -c "import mcp_nixos"

    runHook postInstallCheck
  '';

  meta = {
    description = "Model Context Protocol server for NixOS, Home Manager, and nix-darwin resources";
    license = lib.licenses.mit;
    mainProgram = "mcp-nixos";
    platforms = [
      "aarch64-darwin"
      "aarch64-linux"
      "x86_64-darwin"
      "x86_64-linux"
    ];
  };
})
