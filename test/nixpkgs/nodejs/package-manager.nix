# pnpm and yarn: the registry's own packages, run by the set's Node.js.
{
  lib,
  stdenv,
  nodejs,
  makeWrapper,
}:
{
  pname,
  program,
}:
let
  pin = (lib.importJSON ./pins.json).${pname};
  fromRegistry = import ./from-registry.nix {
    inherit lib;
    inherit (stdenv.hostPlatform) system;
  };
in
stdenv.mkDerivation (finalAttrs: {
  inherit pname;
  inherit (pin) version;
  src = fromRegistry {
    package = pname;
    inherit (finalAttrs) version;
    inherit (pin) hash;
  };
  nativeBuildInputs = [ makeWrapper ];
  dontConfigure = true;
  dontBuild = true;
  dontPatchShebangs = true;
  installPhase = ''
    runHook preInstall
    mkdir -p "$out/lib/${pname}" "$out/bin"
    cp -r . "$out/lib/${pname}/"
    makeWrapper ${nodejs}/bin/node "$out/bin/${pname}" --add-flags "$out/lib/${pname}/${program}"
    runHook postInstall
  '';
  passthru = { inherit nodejs; };
  meta = {
    description = "${pname}, out of the npm registry";
    mainProgram = pname;
  };
})
