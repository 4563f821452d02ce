# The unit mcp-<name>.service of an HTTP server, as home-manager's systemd.user.services takes it.
{
  lib,
  pkgs,
  xdg,
  hasSopsNix,
}:
name: server:
let
  directives = import ./limits.nix { inherit lib; };
  credentials = import ./credentials.nix { inherit lib xdg; };
  address = import ../listeners/address.nix { inherit lib; };
  commandLine = import ./command-line.nix { inherit lib; };
  own = import ../listeners/own.nix { inherit lib; } server;

  activation = server.socketActivation;
  native = activation.enable && activation.mode == "native";
  proxied = activation.enable && activation.mode == "proxy";
  uses = provider: import ../secret/named.nix { inherit lib; } provider server != [ ];
  # They put their files in place with a user unit of their own.
  secretUnits =
    lib.optional (hasSopsNix && uses "sops") "sops-nix.service"
    ++ lib.optional (uses "agenix") "agenix.service";
  ready = import ./ready.nix { inherit lib pkgs; };
in
{
  Unit = {
    Description = "MCP server ${name}";
    PartOf = [ "mcp-servers.target" ];
    After = secretUnits ++ lib.optional native "mcp-${name}.socket";
    Wants = secretUnits;
    # A server that crashes at once is given up after five tries; one that connections start, not while they come
    #
    # in faster than any client that waits between its tries (a native one's socket would be down for good then).
    StartLimitIntervalSec = if native then 0 else 60;
    StartLimitBurst = if activation.enable then 60 else 5;
  }
  // lib.optionalAttrs native { Requires = [ "mcp-${name}.socket" ]; }
  // lib.optionalAttrs proxied { StopWhenUnneeded = true; };

  Service = {
    Type = "exec";
    ExecStart = commandLine [ "${server.wrapper}/bin/mcp-${name}" ];
    Slice = "mcp-servers.slice";
    SyslogIdentifier = "mcp-${name}";
    UMask = "0077";
    # Behind a socket the next connection starts it again, and waits until it answers.
    Restart = if activation.enable then "no" else "on-failure";
    RestartSec = 1;
    # A missing secret is not there a second later either: 78 is the wrapper's, 243 systemd's own for a credential.
    RestartPreventExitStatus = "78 243";
    KillMode = "control-group";
    TimeoutStopSec = 10;
  }
  // lib.optionalAttrs (!native) {
    # systemd listens for a native one, so it always answers.
    ExecStartPost = commandLine [
      "${ready}"
      (address.ofCheck own.host)
      (toString own.port)
      (toString server.service.readyTimeout)
    ];
    TimeoutStartSec = server.service.readyTimeout + 10;
  }
  // lib.optionalAttrs server.service.hardening (import ./hardening.nix)
  // credentials server
  // directives server.limits
  // server.service.settings;
}
// lib.optionalAttrs (!activation.enable) { Install.WantedBy = [ "mcp-servers.target" ]; }
