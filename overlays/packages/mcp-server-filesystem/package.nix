{
  lib,
  buildNpmPackage,
  fetchFromNpm,
  completeNpmLock,
}:

buildNpmPackage (finalAttrs: {
  pname = "mcp-server-filesystem";
  version = "2026.8.31";

  src = fetchFromNpm {
    pname = "@modelcontextprotocol/server-filesystem";
    inherit (finalAttrs) version;
    hash = "sha512-kKaFkyAh6oipvc9+EAbJ552JafnMnOq5nzmzWkp1jJdBhTAAGpmIpWihUG1+rfNhmEFM98gUZDdCHCDD4v6a7Q==";
  };

  postPatch = completeNpmLock {
    packageJson = ./package.json;
    packageLock = ./package-lock.json;
  };

  npmDepsHash = "sha256-jgz1Qb6xxLzU6t/gQi1kO4f2LSEHEpkVwXwBOtL+K2k=";

  dontNpmBuild = true;
  npmRebuildFlags = [ "--ignore-scripts" ];

  meta = {
    description = "MCP server for filesystem access";
    homepage = "https://modelcontextprotocol.io";
    # Its licence is stated as "SEE LICENSE IN LICENSE".
    mainProgram = "mcp-server-filesystem";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
