# Local files as sources.
{ lib }:
let
  unwanted =
    path: type:
    let
      name = baseNameOf path;
    in
    (
      type == "directory"
      && builtins.elem name [
        ".git"
        ".svn"
        ".hg"
        "CVS"
      ]
    )
    || lib.hasSuffix "~" name
    || builtins.match "^\\.sw[a-z]$|^\\..*\\.sw[a-z]$" name != null
    || (type == "symlink" && lib.hasPrefix "result" name);

  cleanSourceFilter = path: type: !unwanted path type;
  cleanSourceWith =
    {
      src,
      filter ? _path: _type: true,
      name ? "source",
    }:
    builtins.path {
      path = src.origSrc or src;
      inherit filter name;
    };
  cleanSource =
    src:
    cleanSourceWith {
      inherit src;
      filter = cleanSourceFilter;
    };
  sourceByRegex =
    src: patterns:
    cleanSourceWith {
      inherit src;
      filter =
        path: _type:
        let
          relative = lib.removePrefix "${toString src}/" (toString path);
        in
        builtins.any (pattern: builtins.match pattern relative != null) patterns;
    };
  sourceFilesBySuffices =
    src: suffixes:
    cleanSourceWith {
      inherit src;
      filter =
        path: type: type == "directory" || builtins.any (suffix: lib.hasSuffix suffix path) suffixes;
    };
in
{
  inherit
    cleanSource
    cleanSourceFilter
    cleanSourceWith
    sourceByRegex
    sourceFilesBySuffices
    ;
  sources = {
    inherit
      cleanSource
      cleanSourceFilter
      cleanSourceWith
      sourceByRegex
      sourceFilesBySuffices
      ;
  };
}
