# Where the programs of providers are: name of the program → its path in the store, for those that the
# package set has. Lazy, so that only a provider that is used brings its program along.
{ lib, packages }:
builtins.mapAttrs (program: package: "${lib.getBin package}/bin/${program}") (
  lib.filterAttrs (_: package: package != null) packages
)
