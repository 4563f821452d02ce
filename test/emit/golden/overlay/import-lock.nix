{
  lib,
  buildNpmPackage,
  fetchFromNpm,
  completeNpmLock,
  importNpmLock,
  npmLockSources,
}:

buildNpmPackage (finalAttrs: {
  pname = "import-lock";
  version = "3.2.1";

  src = fetchFromNpm {
    pname = "firecrawl-mcp";
    inherit (finalAttrs) version;
    hash = "sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";
  };

  postPatch = completeNpmLock {
    packageJson = ./package.json;
    packageLock = ./package-lock.json;
  };

  npmDeps = importNpmLock {
    package = lib.importJSON ./package.json;
    packageLock = lib.importJSON ./package-lock.json;
    packageSourceOverrides = npmLockSources ./package-lock.json;
  };
  npmConfigHook = importNpmLock.npmConfigHook;

  npmInstallFlags = [ "--legacy-peer-deps" ];
  dontNpmPrune = true;

  dontNpmBuild = true;
  npmRebuildFlags = [ "--ignore-scripts" ];

  meta = {
    description = "MCP server for Firecrawl web scraping integration";
    homepage = "https://example.org/firecrawl-mcp";
    license = lib.licenses.mit;
    mainProgram = "firecrawl-mcp";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
