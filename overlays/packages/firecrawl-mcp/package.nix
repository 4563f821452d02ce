{
  lib,
  buildNpmPackage,
  fetchFromNpm,
  completeNpmLock,
}:

buildNpmPackage (finalAttrs: {
  pname = "firecrawl-mcp";
  version = "3.26.0";

  src = fetchFromNpm {
    pname = "firecrawl-mcp";
    inherit (finalAttrs) version;
    hash = "sha512-aJPkPDSeQAIvA1RthFsLStXf5GHWE6hZa8MC36fk3JXC9etj0kUwBF1CFl3th0DmaFTZ0gZ9+eSvauyEDdPDwA==";
  };

  postPatch = completeNpmLock {
    packageJson = ./package.json;
    packageLock = ./package-lock.json;
  };

  npmDepsHash = "sha256-R9aSDARuXwubyfNFG4x4gzLByEpS+Jik79M5KbwN61Q=";

  dontNpmBuild = true;

  # Install scripts that do not run: tldjs.
  npmRebuildFlags = [ "--ignore-scripts" ];

  meta = {
    description = "MCP server for Firecrawl — search, scrape, and interact with the web, and search scientific papers";
    homepage = "https://github.com/firecrawl/firecrawl-mcp-server#readme";
    license = lib.licenses.mit;
    mainProgram = "firecrawl-mcp";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
