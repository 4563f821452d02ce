# Go: the official toolchain, as the go command itself would download it. A build of it anew would need a Go before.
{ lib, stdenv }:
let
  pins = lib.importJSON ./pins.json;
  inherit (stdenv.hostPlatform) system;
  goarch = if lib.hasPrefix "aarch64-" system then "arm64" else "amd64";
  toolchain =
    if pins.platforms ? ${system} then
      import ./from-proxy.nix { inherit lib system; } {
        inherit (pins) version;
        inherit goarch;
        inherit (pins.platforms.${system}) hash;
      }
    else
      elsewhere;
  # What is built with it can be evaluated for any system.
  elsewhere = derivation {
    name = "go-${pins.version}";
    inherit system;
    builder = "/bin/bash";
    args = [
      "-c"
      "echo \"the stand-in's go is for Linux on x86_64 and aarch64 only: use nixpkgs there (NIX_PATH=nixpkgs=…)\" >&2; exit 1"
    ];
  };
in
lib.extendDerivation true {
  pname = "go";
  inherit (pins) version;
  GOOS = if stdenv.hostPlatform.isDarwin then "darwin" else "linux";
  GOARCH = goarch;
  CGO_ENABLED = 1;
  meta = {
    description = "Go programming language";
    homepage = "https://go.dev/";
    license = lib.licenses.bsd3;
    mainProgram = "go";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
    sourceProvenance = [ lib.sourceTypes.binaryNativeCode ];
  };
} toolchain
