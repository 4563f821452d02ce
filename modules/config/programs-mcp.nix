# The client programs-mcp: home-manager's own list of servers, which its modules for single clients can take up.
{
  lib,
  config,
  options,
  pkgs,
  ...
}:
let
  cfg = config.programs.mcp-nixgen;
  enabled = import ./enabled.nix { inherit lib config; };
  servers = lib.filterAttrs (
    _: server: lib.elem "programs-mcp" (enabled.clientsOf server)
  ) enabled.servers;
  bridgeOf = import ./bridge.nix { inherit lib pkgs config; };
  hasSecret = server: lib.any lib.isAttrs (lib.attrValues server.headers);
  entry =
    name: server:
    # It can be told no secret. Where there is no bridge either, an assertion says so.
    if server.transport == "http" && hasSecret server && (bridgeOf name server).exists then
      { command = (bridgeOf name server).program; }
    else if server.transport == "http" then
      {
        inherit (server) url;
      }
      // lib.optionalAttrs (server.headers != { }) { inherit (server) headers; }
    else
      { command = "${server.wrapper}/bin/mcp-${name}"; };
in
{
  # Not mkIf: a home-manager that is older has no such option to define.
  config = lib.optionalAttrs (options ? programs.mcp) {
    programs.mcp = lib.mkIf (cfg.enable && cfg.clients.programs-mcp.enable) {
      enable = lib.mkDefault true;
      servers = lib.mapAttrs entry servers;
    };
  };
}
