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
        # systemd takes over new limits when it reloads; restarting a slice would end every server in it.
        X-SwitchMethod = "keep-old";
      };
      Slice = directives cfg.slice;
    };

    systemd.user.targets.mcp-servers = {
      Unit.Description = "MCP servers that speak HTTP";
      Install.WantedBy = [ "default.target" ];
    };
  };
}
