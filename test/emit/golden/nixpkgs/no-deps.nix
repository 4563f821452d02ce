{
  lib,
  buildNpmPackage,
  fetchurl,
}:

buildNpmPackage (finalAttrs: {
  pname = "no-deps";
  version = "3.2.1";

  src = fetchurl {
    url = "https://registry.example/firecrawl-mcp/-/firecrawl-mcp-${finalAttrs.version}.tgz";
    hash = "sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";
  };

  postPatch = ''
    cp ${./package.json} package.json
    cp ${./package-lock.json} package-lock.json
  '';

  npmDepsHash = "sha256-FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF=";
  forceEmptyCache = true;

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
