{
  lib,
  buildNpmPackage,
  fetchurl,
}:

buildNpmPackage (finalAttrs: {
  pname = "scoped";
  version = "2.0.58";

  src = fetchurl {
    url = "https://registry.example/@brave/brave-search-mcp-server/-/brave-search-mcp-server-${finalAttrs.version}.tgz";
    hash = "sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";
  };

  postPatch = ''
    cp ${./package.json} package.json
    cp ${./package-lock.json} package-lock.json
  '';

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
