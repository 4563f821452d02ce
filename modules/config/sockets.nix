# Socket activation: the sockets, and the proxies between them and servers that cannot take a socket themselves.
{
  lib,
  config,
  pkgs,
  ...
}:
let
  cfg = config.programs.mcp-nixgen;
  enabled = import ./enabled.nix { inherit lib config; };
  socket = import ./units/socket.nix { inherit lib; };
  proxy = import ./units/proxy.nix { inherit lib pkgs; };
in
{
  config = lib.mkIf (cfg.enable && pkgs.stdenv.hostPlatform.isLinux) {
    systemd.user.sockets = lib.mapAttrs' (
      name: server: lib.nameValuePair "mcp-${name}" (socket name server)
    ) enabled.socketServers;

    systemd.user.services = lib.mapAttrs' (
      name: server: lib.nameValuePair "mcp-${name}-proxy" (proxy name server)
    ) enabled.proxiedServers;
  };
}
