{
  lib,
  buildNpmPackage,
  fetchurl,
}:

buildNpmPackage (finalAttrs: {
  pname = "scripts";
  version = "3.2.1";

  src = fetchurl {
    url = "https://registry.example/firecrawl-mcp/-/firecrawl-mcp-${finalAttrs.version}.tgz";
    hash = "sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";
  };

  postPatch = ''
    cp ${./package.json} package.json
    cp ${./package-lock.json} package-lock.json
  '';

  npmDepsHash = "sha256-DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD=";

  dontNpmBuild = true;

  # Of the dependencies only these run their install scripts.
  # Install scripts that do not run: sharp.
  npmRebuildFlags = [
    "@scope/native"
    "better-sqlite3"
  ];

  meta = {
    description = "MCP server for Firecrawl web scraping integration";
    homepage = "https://example.org/firecrawl-mcp";
    license = lib.licenses.mit;
    mainProgram = "firecrawl-mcp";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
