# The unit mcp-<name>-proxy.service, which takes the connections of mcp-<name>.socket to the server's own port.
{ lib, pkgs }:
name: server:
let
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
    # The server counts as started once its port answers, so no connection comes too early.
    Requires = units;
    After = units;
  };
  Service = {
    Type = "notify";
    ExecStart = lib.concatStringsSep " " (
      [ "${pkgs.systemd}/lib/systemd/systemd-socket-proxyd" ]
      ++ lib.optional (
        activation.idleTimeout != null
      ) "--exit-idle-time=${lib.escapeShellArg activation.idleTimeout}"
      ++ [ "${own.host}:${toString own.port}" ]
    );
    Slice = "mcp-servers.slice";
    SyslogIdentifier = "mcp-${name}-proxy";
  }
  // lib.optionalAttrs server.service.hardening (import ./hardening.nix);
}
