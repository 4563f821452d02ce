{
  lib,
  buildNpmPackage,
  fetchFromNpm,
  completeNpmLock,
}:

buildNpmPackage (finalAttrs: {
  pname = "mcp-server-sequential-thinking";
  version = "2026.8.31";

  src = fetchFromNpm {
    pname = "@modelcontextprotocol/server-sequential-thinking";
    inherit (finalAttrs) version;
    hash = "sha512-/EMH++1j2e+VmHwpibw1IUPHxA0tcQY09Yo5/OIPwW/8irEKLAufJNGSZQhCK18n8TUvV6WwZyQOuaDKxe/CeQ==";
  };

  postPatch = completeNpmLock {
    packageJson = ./package.json;
    packageLock = ./package-lock.json;
  };

  npmDepsHash = "sha256-nCi6cHCQRSnxB0vxi5w7KzjsWbRyxicH2ODP4bge+0Y=";

  dontNpmBuild = true;
  npmRebuildFlags = [ "--ignore-scripts" ];

  meta = {
    description = "MCP server for sequential thinking and problem solving";
    homepage = "https://modelcontextprotocol.io";
    # Its licence is stated as "SEE LICENSE IN LICENSE".
    mainProgram = "mcp-server-sequential-thinking";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
