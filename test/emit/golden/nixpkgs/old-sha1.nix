{
  lib,
  buildNpmPackage,
  fetchurl,
}:

buildNpmPackage (finalAttrs: {
  pname = "old-sha1";
  version = "3.2.1";

  src = fetchurl {
    url = "https://registry.example/x/-/other-name.tgz";
    hash = "sha1-AAAAAAAAAAAAAAAAAAAAAAAAAAA=";
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
    license = lib.licenses.mit;
    mainProgram = "firecrawl-mcp";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
