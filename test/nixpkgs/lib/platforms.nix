# `lib.platforms`: the systems that nixpkgs knows, by operating system, with the groups made of them.
{ lib }:
let
  machines = {
    cygwin = "i686 x86_64";
    darwin = "x86_64 aarch64";
    freebsd = "i686 x86_64 aarch64";
    genode = "aarch64 i686 x86_64";
    linux = "aarch64 arc armv5tel armv6l armv7a armv7l i686 loongarch64 m68k sh4 microblaze microblazeel mips mips64 mips64el mipsel powerpc powerpc64 powerpc64le riscv32 riscv64 s390 s390x x86_64";
    netbsd = "aarch64 armv6l armv7a armv7l i686 m68k mipsel powerpc riscv32 riscv64 x86_64";
    openbsd = "i686 x86_64";
    redox = "x86_64";
    solaris = "x86_64";
    wasi = "wasm64 wasm32";
    windows = "aarch64 x86_64 i686";
  };
  byKernel = builtins.mapAttrs (
    kernel: list: map (machine: "${machine}-${kernel}") (lib.splitString " " list)
  ) machines;
  unix = builtins.concatMap (kernel: byKernel.${kernel}) [
    "cygwin"
    "darwin"
    "freebsd"
    "solaris"
    "linux"
    "netbsd"
    "openbsd"
    "redox"
  ];
  all =
    unix
    ++ builtins.concatMap (kernel: byKernel.${kernel}) [
      "genode"
      "wasi"
      "windows"
    ];
  ofMachine = prefix: builtins.filter (lib.hasPrefix "${prefix}-") all;
in
{
  platforms = builtins.removeAttrs byKernel [ "solaris" ] // {
    inherit all unix;
    illumos = byKernel.solaris;
    none = [ ];
    x86_64 = ofMachine "x86_64";
    i686 = ofMachine "i686";
    aarch64 = ofMachine "aarch64";
    x86 = ofMachine "i686" ++ ofMachine "x86_64";
  };

  systems = {
    flakeExposed = [
      "x86_64-linux"
      "aarch64-linux"
      "x86_64-darwin"
      "aarch64-darwin"
    ];
    elaborate = import ./elaborate.nix { inherit lib; };
  };
}
