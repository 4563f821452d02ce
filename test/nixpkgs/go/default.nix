# Go: the official toolchain, as the go command itself would download it. A build of it anew would need a Go before.
{ lib, stdenv }:
let
  pins = lib.importJSON ./pins.json;
  inherit (stdenv.hostPlatform) system;
  platform =
    pins.platforms.${system}
      or (throw "the stand-in's go is for Linux on x86_64 and aarch64 only, not for ${system}: use nixpkgs there (NIX_PATH=nixpkgs=…)");
  toolchain = import ./from-proxy.nix { inherit lib system; } {
    inherit (pins) version;
    inherit (platform) goarch hash;
  };
in
lib.extendDerivation true {
  pname = "go";
  inherit (pins) version;
  GOOS = "linux";
  GOARCH = platform.goarch;
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
