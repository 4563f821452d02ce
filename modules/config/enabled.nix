# What is enabled; nothing else is ever evaluated further.
{ lib, config }:
let
  cfg = config.programs.mcp-nixgen;
in
rec {
  servers = lib.filterAttrs (_: server: server.enable) cfg.servers;
  httpServers = lib.filterAttrs (_: server: server.transport == "http") servers;
  socketServers = lib.filterAttrs (_: server: server.socketActivation.enable) httpServers;
  proxiedServers = lib.filterAttrs (_: server: server.socketActivation.mode == "proxy") socketServers;

  clients = lib.filter (client: cfg.clients.${client}.enable) (import ../clients.nix);

  # The clients that get a server, sorted.
  clientsOf =
    server:
    if server.clients == null then
      clients
    else
      lib.filter (client: lib.elem client server.clients) clients;
}
