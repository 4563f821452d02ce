# A proxy's unit is named after its server, and must not be another server's.
{ lib, at }:
servers:
let
  proxied = lib.filterAttrs (
    _: server: server.socketActivation.enable && server.socketActivation.mode == "proxy"
  ) servers;
in
map (
  name:
  "${at "${name}-proxy" [ ]}: its unit would be that of the proxy of ${at name [ ]}. Give one of them another name."
) (lib.filter (name: servers ? "${name}-proxy") (lib.attrNames proxied))
