{ lib, config, ... }:
let
  cfg = config.programs.mcp-nixgen;
  enabled = import ./enabled.nix { inherit lib config; };
in
{
  config = lib.mkIf cfg.enable {
    home.packages = lib.mapAttrsToList (_: server: server.wrapper) enabled.servers;
  };
}
