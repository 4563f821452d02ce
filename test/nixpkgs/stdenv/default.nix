# The standard environment: the host's shell and tools, and `mkDerivation`.
#
# The tools come from a fixed PATH on the host, so a build is as impure as that; the phases, the hooks and
# the checks are those of nixpkgs.
{ lib, config }:
{ system }:
let
  platform = lib.systems.elaborate system;
in
lib.fix (stdenv: {
  inherit system;
  name = "stdenv-stand-in";
  type = "stdenv";
  buildPlatform = platform;
  hostPlatform = platform;
  targetPlatform = platform;
  inherit (platform)
    isLinux
    isDarwin
    isAarch64
    isx86_64
    ;

  shell = "/bin/bash";
  initialPath = [
    "/usr"
    ""
  ];
  # `$stdenv/setup` is what a builder sources.
  outPath = builtins.path {
    path = ./setup;
    name = "stdenv-stand-in";
  };

  mkDerivation = import ./make-derivation.nix {
    inherit lib stdenv;
    checkMeta = import ./check-meta.nix { inherit lib config platform; };
  };
})
