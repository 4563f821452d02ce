{
  lib,
  buildNpmPackage,
  fetchFromNpm,
  completeNpmLock,
}:

buildNpmPackage (finalAttrs: {
  pname = "bundled";
  version = "3.2.1";

  src = fetchFromNpm {
    pname = "firecrawl-mcp";
    inherit (finalAttrs) version;
    hash = "sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";
  };

  postPatch = ''
    mv node_modules "$NIX_BUILD_TOP/bundled-modules"
  ''
  + completeNpmLock {
    packageJson = ./package.json;
    packageLock = ./package-lock.json;
  };

  npmDepsHash = "sha256-DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD=";

  dontNpmBuild = true;
  npmRebuildFlags = [ "--ignore-scripts" ];

  # Bundled in its tarball: @scope/patched, private-dep.
  postInstall = ''
    mkdir -p "$out/lib/node_modules/firecrawl-mcp/node_modules"
    cp -r "$NIX_BUILD_TOP/bundled-modules/." "$out/lib/node_modules/firecrawl-mcp/node_modules"
  '';

  meta = {
    description = "MCP server for Firecrawl web scraping integration";
    homepage = "https://example.org/firecrawl-mcp";
    license = lib.licenses.mit;
    mainProgram = "firecrawl-mcp";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
