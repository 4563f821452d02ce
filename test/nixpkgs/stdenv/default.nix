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

  # Only the compiler's libraries; the compiler itself is on the host's PATH.
  cc.cc.lib =
    import ../build-support/host-libraries.nix
      {
        inherit lib;
        inherit (import ../build-support/trivial-builders.nix { inherit lib stdenv; }) runCommand;
      }
      {
        name = "gcc-lib";
        libraries = [
          "libgcc_s.so.1"
          "libstdc++.so.6"
          "libgomp.so.1"
          "libatomic.so.1"
          "libgfortran.so.5"
        ];
      };

  mkDerivation = import ./make-derivation.nix {
    inherit lib stdenv;
    checkMeta = import ./check-meta.nix { inherit lib config platform; };
  };
})
