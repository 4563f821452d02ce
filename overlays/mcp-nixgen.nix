# The tool itself, built from this repository. Its dependencies come one by one by the hashes of
# package-lock.json, so that no hash here goes stale with them.
{
  lib,
  buildNpmPackage,
  importNpmLock,
  npmLockSources,
  zstd,
}:

let
  manifest = lib.importJSON ../package.json;
in
buildNpmPackage {
  pname = "mcp-nixgen";
  inherit (manifest) version;

  src = lib.sourceByRegex ../. [
    "package(-lock)?\\.json"
    "tsconfig\\.json"
    "src"
    "src/.*"
    "schemas"
    "schemas/.*"
    "scripts"
    "scripts/bundle\\.mjs"
  ];

  npmDeps = importNpmLock {
    package = manifest;
    packageLock = lib.importJSON ../package-lock.json;
    packageSourceOverrides = npmLockSources ../package-lock.json;
  };
  npmConfigHook = importNpmLock.npmConfigHook;

  # Of the dependencies, esbuild alone has an install script, which only checks its own binary.
  npmRebuildFlags = [ "--ignore-scripts" ];

  # The hash of a pnpm store is that of what nixpkgs' own zstd makes of it.
  makeWrapperArgs = [
    "--suffix"
    "PATH"
    ":"
    (lib.makeBinPath [ zstd ])
  ];

  meta = {
    inherit (manifest) description;
    license = lib.licenses.mit;
    mainProgram = "mcp-nixgen";
    platforms = lib.platforms.unix;
  };
}
