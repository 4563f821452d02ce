# `npmLockSources ./package-lock.json`: for `importNpmLock`'s `packageSourceOverrides`, the tarball of every
# entry that a lockfile without addresses leaves to the registry, fetched by its own integrity.
{ lib, fetchFromNpm }:

packageLock:

let
  marker = "node_modules/";

  # Of several hashes (npm lists them with spaces between) any will do.
  hashOf = integrity: lib.last (lib.splitString " " integrity);

  fromRegistry =
    path: entry:
    lib.hasInfix marker path
    && entry ? version
    && entry ? integrity
    && !(entry ? resolved)
    && !(entry.inBundle or false);

  sourceOf =
    path: entry:
    fetchFromNpm {
      # An alias has the package's real name beside it.
      pname = entry.name or (lib.last (lib.splitString marker path));
      inherit (entry) version;
      hash = hashOf entry.integrity;
    };
in
lib.mapAttrs sourceOf (lib.filterAttrs fromRegistry (lib.importJSON packageLock).packages)
