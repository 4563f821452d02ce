{
  lib,
  buildNpmPackage,
  fetchFromNpm,
  completeNpmLock,
}:

buildNpmPackage (finalAttrs: {
  pname = "mcp-server-memory";
  version = "2026.8.31";

  src = fetchFromNpm {
    pname = "@modelcontextprotocol/server-memory";
    inherit (finalAttrs) version;
    hash = "sha512-ljj/3S4aGjxdNSQWw6gucKKGnTLdBPWxzapyY/MT2tOVyZwvxChvevXSLPwx59nKJAlVpUVW+cOlnVRXRwiqMQ==";
  };

  postPatch = completeNpmLock {
    packageJson = ./package.json;
    packageLock = ./package-lock.json;
  };

  npmDepsHash = "sha256-jAgyh3LBDuZ/U2+XynQWYUVUinQVSsIPnBMvZPX6A+s=";

  dontNpmBuild = true;
  npmRebuildFlags = [ "--ignore-scripts" ];

  meta = {
    description = "MCP server for enabling memory for Claude through a knowledge graph";
    homepage = "https://modelcontextprotocol.io";
    # Its licence is stated as "SEE LICENSE IN LICENSE".
    mainProgram = "mcp-server-memory";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
