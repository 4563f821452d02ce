{
  description = "A small stand-in for nixpkgs: an input to override another flake's nixpkgs with, in tests";

  outputs =
    { self }:
    let
      lib = import ./lib;
    in
    {
      inherit lib;
      legacyPackages = lib.genAttrs lib.systems.flakeExposed (system: import self { inherit system; });
    };
}
