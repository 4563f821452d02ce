# The unit mcp-<name>-proxy.service, which takes the connections of mcp-<name>.socket to the server's own port.
{ lib, pkgs }:
name: server:
let
  commandLine = import ./command-line.nix { inherit lib; };
  activation = server.socketActivation;
  own = import ../listeners/own.nix { inherit lib; } server;
  units = [
    "mcp-${name}.service"
    "mcp-${name}.socket"
  ];
in
{
  Unit = {
    Description = "Proxy of the MCP server ${name}";
    PartOf = [ "mcp-servers.target" ];
    # The server counts as started once its port answers, so no connection comes too early; and a proxy of a server that
    # crashed must not take connections, which would fail.
    BindsTo = units;
    After = units;
    # A proxy that hit its limit would take the socket down for good; the server has a limit of its own.
    StartLimitIntervalSec = 0;
  };
  Service = {
    Type = "exec";
    ExecStart = commandLine (
      [ "${pkgs.systemd}/lib/systemd/systemd-socket-proxyd" ]
      ++ lib.optional (activation.idleTimeout != null) "--exit-idle-time=${activation.idleTimeout}"
      ++ [ "${own.host}:${toString own.port}" ]
    );
    Slice = "mcp-servers.slice";
    SyslogIdentifier = "mcp-${name}-proxy";
  }
  // lib.optionalAttrs server.service.hardening (import ./hardening.nix);
}
