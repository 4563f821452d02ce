{
  lib,
  buildNpmPackage,
  fetchFromNpm,
  completeNpmLock,
}:

buildNpmPackage (finalAttrs: {
  pname = "context7-mcp";
  version = "4.1.1";

  src = fetchFromNpm {
    pname = "@upstash/context7-mcp";
    inherit (finalAttrs) version;
    hash = "sha512-fUARTIZGVKzlzQKDhKUg4aIQ3yEU/12STdfxJDDnLMSN7yyHiPvNHI05iFwxkv3vC8G76Wp27MwK6Jucl/C5pA==";
  };

  postPatch = completeNpmLock {
    packageJson = ./package.json;
    packageLock = ./package-lock.json;
  };

  npmDepsHash = "sha256-dLJKVrpPEgC7+2qIHLvu6lFyx+DYUrR4Y5cbIxqhVGw=";

  dontNpmBuild = true;
  npmRebuildFlags = [ "--ignore-scripts" ];

  meta = {
    description = "MCP server for Context7";
    homepage = "https://github.com/upstash/context7#readme";
    license = lib.licenses.mit;
    mainProgram = "context7-mcp";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
