{
  lib,
  buildNpmPackage,
  fetchFromNpm,
  completeNpmLock,
}:

buildNpmPackage (finalAttrs: {
  pname = "brave-search-mcp-server";
  version = "2.1.4";

  src = fetchFromNpm {
    pname = "@brave/brave-search-mcp-server";
    inherit (finalAttrs) version;
    hash = "sha512-a34HBs6os4Ilp0yHPV/j3UrgBQH1uTDLsNA9y5IlO30RCYUFm9QPfC0coh2c7WEDxKcHuWjVsrfuXIJNheu9YA==";
  };

  postPatch = completeNpmLock {
    packageJson = ./package.json;
    packageLock = ./package-lock.json;
  };

  npmDepsHash = "sha256-+qW/d12KYI0VaU2Qrxp9oa2PQ/6R+ayiACagNvveQpk=";

  dontNpmBuild = true;
  npmRebuildFlags = [ "--ignore-scripts" ];

  meta = {
    description = "Brave Search MCP Server: web results, images, videos, rich results, AI summaries, and more";
    homepage = "https://github.com/brave/brave-search-mcp-server";
    license = lib.licenses.mit;
    mainProgram = "brave-search-mcp-server";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
