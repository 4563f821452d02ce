{
  lib,
  config,
  pkgs,
  ...
}:
let
  cfg = config.programs.mcp-nixgen;
  directives = import ./units/limits.nix { inherit lib; };
in
{
  config = lib.mkIf (cfg.enable && pkgs.stdenv.hostPlatform.isLinux) {
    systemd.user.slices.mcp-servers = {
      Unit = {
        Description = "All MCP servers";
        Documentation = [ "https://modelcontextprotocol.io" ];
      };
      Slice = directives cfg.slice;
    };

    systemd.user.targets.mcp-servers = {
      Unit.Description = "MCP servers that speak HTTP";
      Install.WantedBy = [ "default.target" ];
    };
  };
}
