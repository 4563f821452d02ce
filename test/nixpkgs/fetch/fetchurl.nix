# `fetchurl`: one file, checked against its hash by Nix, which downloads it itself (`builtin:fetchurl`).
{ lib }:
let
  algorithms = [
    "sha512"
    "sha256"
    "sha1"
  ];
in
{
  url ? "",
  urls ? [ ],
  name ? "",
  pname ? "",
  version ? "",
  hash ? "",
  sha512 ? "",
  sha256 ? "",
  sha1 ? "",
  outputHash ? "",
  outputHashAlgo ? "",
  recursiveHash ? false,
  executable ? false,
  passthru ? { },
  meta ? { },
}@args:
let
  from =
    if url != "" && urls != [ ] then
      throw "fetchurl requires either `url` or `urls` to be set"
    else if url != "" then
      url
    else if urls != [ ] then
      lib.head urls
    else
      throw "fetchurl requires either `url` or `urls` to be set";

  given = lib.filter (algorithm: args.${algorithm} or "" != "") algorithms;
  checked =
    if lib.length given + (if hash != "" then 1 else 0) + (if outputHash != "" then 1 else 0) > 1 then
      throw "multiple hashes passed to fetchurl: ${from}"
    else if hash != "" then
      if builtins.match "(sha1|sha256|sha512)-[A-Za-z0-9+/]+=*" hash == null then
        throw "fetchurl: the hash of ${from} is not an SRI hash: '${hash}'"
      else
        { outputHash = hash; }
    else if outputHash != "" then
      { inherit outputHash; } // lib.optionalAttrs (outputHashAlgo != "") { inherit outputHashAlgo; }
    else if given != [ ] then
      {
        outputHash = args.${lib.head given};
        outputHashAlgo = lib.head given;
      }
    else
      throw "fetchurl requires a hash for fixed-output derivation: ${from}";

  drv = derivation (
    {
      name =
        if name != "" then
          name
        else if pname != "" && version != "" then
          "${pname}-${version}"
        else
          baseNameOf from;
      system = "builtin";
      builder = "builtin:fetchurl";
      url = from;
      inherit executable;
      unpack = false;
      outputHashMode = if recursiveHash || executable then "recursive" else "flat";
      preferLocalBuild = true;
      impureEnvVars = lib.fetchers.proxyImpureEnvVars;
      # A source with the same hash is the same source, under whichever address.
      urls = [ from ];
    }
    // checked
  );
in
if lib.hasPrefix "mirror://" from then
  throw "fetchurl: the stand-in has no mirrors (${from})"
else
  lib.extendDerivation true (
    {
      inherit meta passthru;
      url = from;
    }
    // passthru
  ) drv
