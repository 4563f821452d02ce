# Node.js with npm: the registry's own packages of the official binaries, which run on the host's C library.
{
  lib,
  stdenv,
  python3,
}:
let
  pins = lib.importJSON ./pins.json;
  inherit (stdenv.hostPlatform) system;
  fromRegistry = import ./from-registry.nix { inherit lib system; };
  platform =
    pins.node.platforms.${system}
      or (throw "the stand-in's nodejs is for Linux on x86_64 and aarch64 only, not for ${system}: use nixpkgs there (NIX_PATH=nixpkgs=…)");
in
stdenv.mkDerivation (finalAttrs: {
  pname = "nodejs";
  inherit (pins.node) version;

  src = fromRegistry {
    inherit (platform) package hash;
    inherit (finalAttrs) version;
  };
  npmSrc = fromRegistry {
    package = "npm";
    inherit (pins.npm) version hash;
  };

  strictDeps = true;
  dontConfigure = true;
  dontBuild = true;

  installPhase = ''
    runHook preInstall

    mkdir -p "$out/lib/node_modules"
    cp -r bin include share "$out/"
    mkdir npm
    tar xf "$npmSrc" -C npm --strip-components=1 --mode=u+w --warning=no-timestamp
    mv npm "$out/lib/node_modules/npm"
    chmod +x "$out"/lib/node_modules/npm/bin/*-cli.js
    for program in npm npx; do
      ln -s "../lib/node_modules/npm/bin/$program-cli.js" "$out/bin/$program"
    done
    # Its own programs run with this node.
    PATH="$out/bin:$PATH" patchShebangs --build "$out/lib/node_modules/npm"

    runHook postInstall
  '';
  dontPatchShebangs = true;

  # What nixpkgs patches in npm for buildNpmPackage: npm's own node-gyp goes before a dependency's, and
  # what is installed is read from node_modules itself, not from npm's hidden lockfile.
  postInstall = ''
    substituteInPlace "$out/lib/node_modules/npm/node_modules/@npmcli/run-script/lib/set-path.js" \
      --replace-fail "const pathArr = []" "const pathArr = process.env.NIX_NODEJS_BUILDNPMPACKAGE ? [nodeGypPath, PATH] : []"
    substituteInPlace "$out/lib/node_modules/npm/node_modules/@npmcli/arborist/lib/arborist/load-actual.js" \
      --replace-fail "if (!forceActual) {" "if (!forceActual && !process.env.NIX_NODEJS_BUILDNPMPACKAGE) {"
  '';

  passthru = {
    python = python3;
    npmVersion = pins.npm.version;
  };

  meta = {
    description = "Event-driven I/O framework for the V8 JavaScript engine";
    homepage = "https://nodejs.org";
    changelog = "https://github.com/nodejs/node/releases/tag/v${finalAttrs.version}";
    license = lib.licenses.mit;
    mainProgram = "node";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
    sourceProvenance = [ lib.sourceTypes.binaryNativeCode ];
  };
})
