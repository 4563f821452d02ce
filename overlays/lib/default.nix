# What packages of style `overlay` need so that they name no registry: a tarball fetched by npm itself, a Go module by
# the go command, and a lockfile without addresses made whole while building.
{ callPackage }:

{
  completeNpmLock = callPackage ./complete-npm-lock.nix { };
  fetchFromNpm = callPackage ./fetch-from-npm.nix { };
  fetchGoModule = callPackage ./fetch-go-module.nix { };
  npmLockSources = callPackage ./npm-lock-sources.nix {
    fetchFromNpm = callPackage ./fetch-from-npm.nix { };
  };
}
