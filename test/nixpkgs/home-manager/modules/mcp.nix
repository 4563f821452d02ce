# MCP servers as home-manager itself knows them.
{ lib, ... }:
{
  options.programs.mcp = {
    enable = lib.mkEnableOption "mcp";
    servers = lib.mkOption {
      type = lib.types.attrsOf (lib.types.attrsOf lib.types.anything);
      default = { };
      description = "Servers by name, as they stand in a client's file.";
    };
  };
}
