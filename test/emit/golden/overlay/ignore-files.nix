{
  lib,
  buildNpmPackage,
  fetchFromNpm,
  completeNpmLock,
}:

buildNpmPackage (finalAttrs: {
  pname = "ignore-files";
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

  npmDepsHash = "sha256-DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD=";

  dontNpmBuild = true;
  npmRebuildFlags = [ "--ignore-scripts" ];

  # What is published is installed, whatever ignore files came with it.
  preInstall = ''
    find . -path ./node_modules -prune -o '(' -name .npmignore -o -name .gitignore ')' -exec rm {} +
  '';

  meta = {
    description = "MCP server for Firecrawl web scraping integration";
    homepage = "https://example.org/firecrawl-mcp";
    license = lib.licenses.mit;
    mainProgram = "firecrawl-mcp";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
