# HTTP servers on macOS, which has no systemd.
{
  lib,
  config,
  pkgs,
  options,
  ...
}:
let
  cfg = config.programs.mcp-nixgen;
  logOf = import ./launchd-log.nix { inherit config; };
  enabled = import ./enabled.nix { inherit lib config; };
in
{
  # Not mkIf: without home-manager's launchd module there is no such option to define.
  config = lib.optionalAttrs (options ? launchd) {
    launchd.agents = lib.mkIf (cfg.enable && pkgs.stdenv.hostPlatform.isDarwin) (
      lib.mapAttrs' (
        name: server:
        lib.nameValuePair "mcp-${name}" {
          enable = true;
          config = {
            ProgramArguments = [ "${server.wrapper}/bin/mcp-${name}" ];
            RunAtLoad = true;
            KeepAlive.SuccessfulExit = false;
            ProcessType = "Background";
            Umask = 63; # 0077: launchd takes it as a decimal number.
            StandardErrorPath = logOf name;
          };
        }
      ) enabled.httpServers
    );
  };
}
