# The tool itself, built from this repository. Its dependencies come one by one by the hashes of
# package-lock.json, so that no hash here goes stale with them.
{
  lib,
  buildNpmPackage,
  importNpmLock,
  npmLockSources,
  zstd,
}:

let
  manifest = lib.importJSON ../package.json;
in
buildNpmPackage {
  pname = "mcp-nixgen";
  inherit (manifest) version;

  src = lib.sourceByRegex ../. [
    "package(-lock)?\\.json"
    "tsconfig\\.json"
    "src"
    "src/.*"
    "schemas"
    "schemas/.*"
    "docs"
    "docs/.*\\.1"
    "scripts"
    "scripts/bundle\\.mjs"
  ];

  npmDeps = importNpmLock {
    package = manifest;
    packageLock = lib.importJSON ../package-lock.json;
    packageSourceOverrides = npmLockSources ../package-lock.json;
  };
  npmConfigHook = importNpmLock.npmConfigHook;

  # Of the dependencies, esbuild alone has an install script, which only checks its own binary.
  npmRebuildFlags = [ "--ignore-scripts" ];

  # The hash of a pnpm store is that of what nixpkgs' own zstd makes of it.
  makeWrapperArgs = [
    "--suffix"
    "PATH"
    ":"
    (lib.makeBinPath [ zstd ])
  ];

  # Not by the wrapper in bin: what is built for another machine cannot be run here.
  postInstall = ''
    install -Dm444 -t "$out/share/man/man1" docs/*.1
    completion() { node dist/cli.js completion "$1" | install -Dm444 /dev/stdin "$out/share/$2"; }
    completion bash bash-completion/completions/mcp-nixgen
    completion zsh zsh/site-functions/_mcp-nixgen
    completion fish fish/vendor_completions.d/mcp-nixgen.fish
  '';

  meta = {
    inherit (manifest) description;
    license = lib.licenses.mit;
    mainProgram = "mcp-nixgen";
    platforms = lib.platforms.unix;
  };
}
