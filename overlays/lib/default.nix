# What packages of style `overlay` need so that they name no registry: a tarball fetched by npm itself, and
# a lockfile without addresses made whole while building.
{ callPackage }:

{
  completeNpmLock = callPackage ./complete-npm-lock.nix { };
  fetchFromNpm = callPackage ./fetch-from-npm.nix { };
  npmLockSources = callPackage ./npm-lock-sources.nix {
    fetchFromNpm = callPackage ./fetch-from-npm.nix { };
  };
}
