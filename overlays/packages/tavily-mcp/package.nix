{
  lib,
  buildNpmPackage,
  fetchFromNpm,
  completeNpmLock,
}:

buildNpmPackage (finalAttrs: {
  pname = "tavily-mcp";
  version = "0.2.22";

  src = fetchFromNpm {
    pname = "tavily-mcp";
    inherit (finalAttrs) version;
    hash = "sha512-w2pmmmn/JKcNavylDoiNtNPflWt6SK2G1SVUvg0VvdvFJQUaOzEdanAm1VUWBOhUCqmVoBYVPstGcOoWvh8RQQ==";
  };

  postPatch = completeNpmLock {
    packageJson = ./package.json;
    packageLock = ./package-lock.json;
  };

  npmDepsHash = "sha256-WfIsD1QaD9IV6dfcD/MvR3s4NsP+l+dyS57J/yvsCvc=";

  dontNpmBuild = true;
  npmRebuildFlags = [ "--ignore-scripts" ];

  meta = {
    description = "MCP server for advanced web search using Tavily";
    homepage = "https://github.com/tavily-ai/tavily-mcp";
    license = lib.licenses.mit;
    mainProgram = "tavily-mcp";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
