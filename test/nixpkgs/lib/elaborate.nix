# A system's name ("x86_64-linux") as the set that `stdenv.hostPlatform` is.
{ lib }:
system:
let
  parts = builtins.match "([a-z0-9_]+)-([a-z0-9]+)" system;
  machine = builtins.elemAt parts 0;
  kernel = builtins.elemAt parts 1;
  nodeArchitectures = {
    x86_64 = "x64";
    aarch64 = "arm64";
    i686 = "ia32";
  };
in
if parts == null then
  throw "not a system's name: '${system}'"
else
  {
    inherit system;
    isLinux = kernel == "linux";
    isDarwin = kernel == "darwin";
    isUnix = builtins.elem system lib.platforms.unix;
    isWindows = kernel == "windows";
    isx86_64 = machine == "x86_64";
    isAarch64 = machine == "aarch64";
    isAarch32 = lib.hasPrefix "armv" machine;
    is64bit = builtins.elem machine [
      "x86_64"
      "aarch64"
    ];
    parsed = {
      cpu.name = machine;
      kernel.name = kernel;
    };
    # As npm and node name them (`process.arch`, `process.platform`).
    node = {
      arch = nodeArchitectures.${machine} or machine;
      platform = kernel;
    };
    canExecute = other: other.system == system;
  }
