{
  lib,
  buildNpmPackage,
  fetchFromNpm,
  completeNpmLock,
}:

buildNpmPackage (finalAttrs: {
  pname = "server-github";
  version = "2025.4.8";

  src = fetchFromNpm {
    pname = "@modelcontextprotocol/server-github";
    inherit (finalAttrs) version;
    hash = "sha512-8N43bQw9MlUB0piTZHK2JMh8kYPKxH57d4Z7Wb8PS4by2MkZ0FzI5xPImg3xumpev82VZw2VWHQJJJYp+WkwEw==";
  };

  postPatch = completeNpmLock {
    packageJson = ./package.json;
    packageLock = ./package-lock.json;
  };

  npmDepsHash = "sha256-vS7f6fs8Utgy/xP73xA5yjqmsn15B+nuIhSRyKN03ic=";

  dontNpmBuild = true;
  npmRebuildFlags = [ "--ignore-scripts" ];

  meta = {
    description = "MCP server for using the GitHub API";
    homepage = "https://modelcontextprotocol.io";
    license = lib.licenses.mit;
    mainProgram = "mcp-server-github";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
