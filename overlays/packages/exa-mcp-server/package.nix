{
  lib,
  buildNpmPackage,
  fetchFromNpm,
  completeNpmLock,
}:

buildNpmPackage (finalAttrs: {
  pname = "exa-mcp-server";
  version = "3.4.1";

  src = fetchFromNpm {
    pname = "exa-mcp-server";
    inherit (finalAttrs) version;
    hash = "sha512-X6g4J9LXLJZ0uK52G8KE/KCaxpaD+wkEHzjkoDTYkC+afxfm5xqWgih3i0hgTfyufl6PggkLeR0L6rDAxW6ETg==";
  };

  postPatch = completeNpmLock {
    packageJson = ./package.json;
    packageLock = ./package-lock.json;
  };

  npmDepsHash = "sha256-Ik6MZETW/UzaU25YI4EOCNSX6tPZHr0YyAYrojouZIQ=";

  dontNpmBuild = true;
  npmRebuildFlags = [ "--ignore-scripts" ];

  meta = {
    description = "Connect AI agents to Exa for web search, content fetching, and multi-step research";
    homepage = "https://github.com/exa-labs/exa-mcp-server";
    license = lib.licenses.mit;
    mainProgram = "exa-mcp-server";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
