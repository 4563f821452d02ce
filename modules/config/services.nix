# One service for each HTTP server.
{
  lib,
  config,
  pkgs,
  options,
  ...
}:
let
  cfg = config.programs.mcp-nixgen;
  enabled = import ./enabled.nix { inherit lib config; };
  service = import ./units/service.nix {
    inherit lib pkgs;
    inherit (config) xdg;
    hasSopsNix = options ? sops;
  };
in
{
  config = lib.mkIf (cfg.enable && pkgs.stdenv.hostPlatform.isLinux) {
    systemd.user.services = lib.mapAttrs' (
      name: server: lib.nameValuePair "mcp-${name}" (service name server)
    ) enabled.httpServers;
  };
}
