# The unit mcp-<name>.socket.
{ lib }:
name: server:
let
  address = import ../listeners/address.nix { inherit lib; };
  service = if server.socketActivation.mode == "proxy" then "mcp-${name}-proxy" else "mcp-${name}";
in
{
  Unit = {
    Description = "Socket of the MCP server ${name}";
    PartOf = [ "mcp-servers.target" ];
  };
  Socket = {
    ListenStream = "${address.ofSocket server.host}:${toString server.port}";
    Service = "${service}.service";
    NoDelay = true;
    # Where the server cannot start, a waiting client is told so; else it would make systemd try again and again.
    FlushPending = true;
    # So every start is one that a client asked for; a limit here would take the socket down for good.
    TriggerLimitIntervalSec = 0;
  };
  Install.WantedBy = [ "mcp-servers.target" ];
}
