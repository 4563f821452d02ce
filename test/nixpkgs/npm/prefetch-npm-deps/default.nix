# The command `prefetch-npm-deps LOCKFILE OUTDIR`: this project's own code.
{ callPackage }: callPackage ../../build-support/bundled-program.nix { } "prefetch-npm-deps"
