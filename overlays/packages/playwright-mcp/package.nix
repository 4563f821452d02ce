{
  lib,
  buildNpmPackage,
  fetchFromNpm,
  completeNpmLock,
}:

buildNpmPackage (finalAttrs: {
  pname = "playwright-mcp";
  version = "0.0.83";

  src = fetchFromNpm {
    pname = "@playwright/mcp";
    inherit (finalAttrs) version;
    hash = "sha512-oNcl+Ae2/IAjhfPeP46BfIkSakfmprY+aOtkv5MjrQ4lPav4/yNtPhL0iq8SlIM90oApWgBDUxaNKvktazUKOg==";
  };

  postPatch = completeNpmLock {
    packageJson = ./package.json;
    packageLock = ./package-lock.json;
  };

  npmDepsHash = "sha256-Y9BOzvtIYDMG0UXHfoNz7kRlmcPjIc2kiA1I+wTXoe8=";

  dontNpmBuild = true;
  npmRebuildFlags = [ "--ignore-scripts" ];

  meta = {
    description = "Playwright Tools for MCP";
    homepage = "https://playwright.dev";
    license = lib.licenses.asl20;
    mainProgram = "playwright-mcp";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
