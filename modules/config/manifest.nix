# The manifest, version 1.
{
  lib,
  config,
  pkgs,
  ...
}:
let
  cfg = config.programs.mcp-nixgen;
  enabled = import ./enabled.nix { inherit lib config; };
  providers = import ./secret/providers.nix { inherit lib config; };
  launchdLog = import ./launchd-log.nix { inherit config; };
  limits = import ./limits-in-manifest.nix { inherit lib; };
  entry = import ./manifest-entry.nix {
    inherit
      lib
      pkgs
      config
      enabled
      providers
      launchdLog
      ;
  };
  manifest = {
    version = 1;
    slice = "mcp-servers.slice";
    sliceLimits = limits cfg.slice;
    inherit (enabled) clients;
    servers = lib.mapAttrs entry enabled.servers;
  }
  // lib.optionalAttrs (ownEntries != [ ]) { inherit ownEntries; };
  ownEntries = lib.filter (client: cfg.clients.${client}.ownEntries or false) enabled.clients;
in
{
  # toJSON sorts the keys, so an equal configuration is an equal file.
  config = lib.mkIf cfg.enable {
    programs.mcp-nixgen.manifest = pkgs.writeText "mcp-nixgen-manifest.json" (builtins.toJSON manifest);
    xdg.configFile."mcp-nixgen/manifest.json".source = cfg.manifest;
  };
}
