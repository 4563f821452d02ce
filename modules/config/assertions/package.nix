{ lib, at, ... }:
name: server:
lib.optional (server.package == null)
  "${at name [ "package" ]}: there is no package: pkgs.mcpServers has no '${name}'. Add the overlay that has it to nixpkgs.overlays, or set the package."
