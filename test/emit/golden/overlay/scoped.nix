{
  lib,
  buildNpmPackage,
  fetchFromNpm,
  completeNpmLock,
}:

buildNpmPackage (finalAttrs: {
  pname = "scoped";
  version = "2.0.58";

  src = fetchFromNpm {
    pname = "@brave/brave-search-mcp-server";
    inherit (finalAttrs) version;
    hash = "sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";
  };

  postPatch = completeNpmLock {
    packageJson = ./package.json;
    packageLock = ./package-lock.json;
  };

  npmDepsHash = "sha256-DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD=";

  dontNpmBuild = true;
  npmRebuildFlags = [ "--ignore-scripts" ];

  meta = {
    description = "MCP server for Firecrawl web scraping integration";
    homepage = "https://example.org/firecrawl-mcp";
    changelog = "https://example.org/brave/search/releases/tag/v${finalAttrs.version}";
    license = lib.licenses.mit;
    mainProgram = "brave-search-mcp-server";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
