# `fetchzip`: an archive (tar, zip), unpacked; the hash is that of the tree.
{
  lib,
  stdenv,
  nodejs,
}:
{
  url ? "",
  urls ? [ ],
  name ? "source",
  hash ? "",
  sha256 ? "",
  stripRoot ? true,
  postFetch ? "",
  extension ? null,
  passthru ? { },
  meta ? { },
}:
let
  from =
    if url != "" then
      url
    else if urls != [ ] then
      lib.head urls
    else
      throw "fetchzip requires either `url` or `urls` to be set";
in
if hash == "" && sha256 == "" then
  throw "fetchzip requires a hash for fixed-output derivation: ${from}"
else
  stdenv.mkDerivation (
    {
      inherit
        name
        stripRoot
        postFetch
        meta
        ;
      url = from;
      archive = if extension == null then baseNameOf from else "download.${extension}";
      nativeBuildInputs = [ nodejs ];
      outputHashMode = "recursive";
      impureEnvVars = import ./impure-env.nix { inherit lib; };
      NODE_USE_ENV_PROXY = "1";
      passthru = {
        url = from;
      }
      // passthru;

      buildCommand = ''
        node ${./download.mjs} "$url" "$NIX_BUILD_TOP/$archive"
        mkdir "$NIX_BUILD_TOP/unpack"
        cd "$NIX_BUILD_TOP/unpack"
        case $archive in
        *.zip) unzip -qq "$NIX_BUILD_TOP/$archive" ;;
        *) unpackFile "$NIX_BUILD_TOP/$archive" ;;
        esac
        chmod -R +w .
        shopt -s dotglob
        entries=(*)
        if [ -z "$stripRoot" ]; then
          mkdir "$out"
          mv "''${entries[@]}" "$out/"
        elif [ "''${#entries[@]}" != 1 ]; then
          echo "error: zip file must contain a single file or directory." >&2
          echo "hint: Pass stripRoot=false; to fetchzip to assume flat list of files." >&2
          exit 1
        else
          mv "''${entries[0]}" "$out"
        fi
        eval "$postFetch"
        chmod 755 "$out"
      '';
    }
    // (
      if hash != "" then
        { outputHash = hash; }
      else
        {
          outputHash = sha256;
          outputHashAlgo = "sha256";
        }
    )
  )
