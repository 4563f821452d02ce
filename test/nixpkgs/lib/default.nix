# A small `lib`: what emitted packages, this project's overlay and its flake call, with the names and the
# meaning that they have in nixpkgs' lib. See ../README.md for what is left out.
let
  parts = {
    trivial = import ./trivial.nix;
    fixedPoints = import ./fixed-points.nix;
    lists = import ./lists.nix;
    strings = import ./strings.nix;
    attrsets = import ./attrsets.nix;
    versionsPart = import ./versions.nix;
    customisation = import ./customisation.nix;
    meta = import ./meta.nix;
    licensesPart = import ./licenses.nix;
    platformsPart = import ./platforms.nix;
    sourcesPart = import ./sources.nix;
    fetchersPart = import ./fetchers.nix;
    propertiesPart = import ./properties.nix;
    optionsPart = import ./options.nix;
    mergingPart = import ./merging.nix;
    modulesPart = import ./modules.nix;
    modulesRenaming = import ./modules-renaming.nix;
    typesPart = import ./types.nix;
    generatorsPart = import ./generators.nix;
  };
  # Known only under the part's own name in nixpkgs (`lib.meta.availableOn`).
  inPartOnly = [
    "availableOn"
    "escapeNixIdentifier"
    "escapeNixString"
    "platformMatch"
    "sanitizeDerivationName"
  ];
  build =
    lib:
    let
      imported = builtins.mapAttrs (_: part: part { inherit lib; }) parts;
      merged = builtins.foldl' (all: part: all // part) { } (builtins.attrValues imported);
    in
    builtins.removeAttrs merged inPartOnly
    // {
      inherit (imported)
        fixedPoints
        lists
        strings
        attrsets
        customisation
        meta
        ;
      # nixpkgs' release that the stand-in follows.
      version = "26.11pre-stand-in";
      trivial = imported.trivial // {
        release = "26.11";
      };
    };

  # With `extend`, which gives this lib with more in it or other things, for its own parts too.
  extensible =
    build:
    let
      lib = build lib // {
        extend =
          overlay:
          extensible (
            final:
            let
              before = build final;
            in
            before // overlay final before
          );
      };
    in
    lib;
in
extensible build
