{
  lib,
  buildNpmPackage,
  fetchFromNpm,
  completeNpmLock,
}:

buildNpmPackage (finalAttrs: {
  pname = "notion-mcp-server";
  version = "2.5.2";

  src = fetchFromNpm {
    pname = "@notionhq/notion-mcp-server";
    inherit (finalAttrs) version;
    hash = "sha512-5nPSwHMnugSGAhSJS5vVIlMao+iTJO9HoWGpCnT8lJNrPy3rZMqs1V/CPiN4MuxF+5EBgRE/f/Tirl6Wfi75Mg==";
  };

  postPatch = completeNpmLock {
    packageJson = ./package.json;
    packageLock = ./package-lock.json;
  };

  npmDepsHash = "sha256-D5oqSg+gxp4zt7E9usXEZh/2+6oNmnveDtKF2lqQSqI=";

  dontNpmBuild = true;
  npmRebuildFlags = [ "--ignore-scripts" ];

  meta = {
    description = "Official MCP server for Notion API";
    homepage = "https://github.com/makenotion/notion-mcp-server#readme";
    license = lib.licenses.mit;
    mainProgram = "notion-mcp-server";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
