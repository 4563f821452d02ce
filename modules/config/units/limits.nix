# Limits as systemd's directives; those that are null are left out.
{ lib }:
let
  directives = import ../../wrapper/limits.nix { inherit lib; };
in
limits:
lib.mapAttrs' (name: limit: lib.nameValuePair directives.${name} (toString limit)) (
  lib.filterAttrs (_: limit: limit != null) limits
)
