{
  lib,
  buildNpmPackage,
  fetchFromNpm,
  completeNpmLock,
}:

buildNpmPackage (finalAttrs: {
  pname = "mcp-read-website-fast";
  version = "0.1.36";

  src = fetchFromNpm {
    pname = "@just-every/mcp-read-website-fast";
    inherit (finalAttrs) version;
    hash = "sha512-b59HIwwqBU4W9jzCoV24V5N7iZyT8YqpuZYPfkygaMAPVPf+6Lp6TgwuIehKHaO2JAJ1p/m6tSWUFTC+jEv1iw==";
  };

  postPatch = completeNpmLock {
    packageJson = ./package.json;
    packageLock = ./package-lock.json;
  };

  npmDepsHash = "sha256-cb16wUhpN+P1mIZZObnW+K/AsHeNPUJ3On9/+y9vPnw=";

  dontNpmBuild = true;

  # Install scripts that do not run: @google/genai, protobufjs, sharp.
  npmRebuildFlags = [ "--ignore-scripts" ];

  meta = {
    description = "Markdown Content Preprocessor - Fetch web pages, extract content, convert to clean Markdown";
    homepage = "https://github.com/just-every/mcp-read-website-fast#readme";
    license = lib.licenses.mit;
    mainProgram = "mcp-read-website-fast";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
