# A small stand-in for nixpkgs on the host's tools: `import ./test/nixpkgs { }`, with the arguments and the
# names of nixpkgs. README.md says what it has, and where it differs.
{
  system ? builtins.currentSystem,
  localSystem ? { inherit system; },
  config ? { },
  overlays ? [ ],
}:
let
  lib = import ./lib;
  actualSystem = if builtins.isAttrs localSystem then localSystem.system else localSystem;
  actualConfig = if lib.isFunction config then config { inherit lib pkgs; } else config;
  pkgs = lib.fix (
    lib.extends (lib.composeManyExtensions overlays) (
      import ./packages.nix {
        inherit lib overlays;
        system = actualSystem;
        config = actualConfig;
      }
    )
  );
in
pkgs
