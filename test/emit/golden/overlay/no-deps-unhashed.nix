{
  lib,
  buildNpmPackage,
  fetchFromNpm,
  completeNpmLock,
  importNpmLock,
  npmLockSources,
}:

buildNpmPackage (finalAttrs: {
  pname = "no-deps-unhashed";
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

  dontNpmBuild = true;
  npmRebuildFlags = [ "--ignore-scripts" ];

  # npm may have nothing to install, but its hook needs a node_modules to copy.
  preInstall = ''
    mkdir -p node_modules
    touch node_modules/.keep
  '';

  meta = {
    description = "MCP server for Firecrawl web scraping integration";
    homepage = "https://example.org/firecrawl-mcp";
    license = lib.licenses.mit;
    mainProgram = "firecrawl-mcp";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
