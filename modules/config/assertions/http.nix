# What belongs to an HTTP server, and only to one.
{
  lib,
  pkgs,
  at,
  ...
}:
name: server:
let
  inherit (lib) optional;
  address = import ../listeners/address.nix { inherit lib; };
  activation = server.socketActivation;
  inherit (pkgs.stdenv.hostPlatform) isLinux;
  enable = at name [
    "socketActivation"
    "enable"
  ];
in
if server.transport == "http" then
  optional (server.port == null) "${at name [ "port" ]}: an HTTP server needs a port. Set one."
  # Without a port there is no default.
  ++
    optional (server.port != null && server.url == null)
      "${at name [ "url" ]}: clients need the URL of an HTTP server. Set one, or leave it to host, port and path."
  ++ lib.optionals activation.enable (
    optional (
      !isLinux
    ) "${enable}: socket activation needs systemd, which this system does not have. Set it to false."
    ++
      optional (address.ofSocket server.host == null)
        "${at name [ "host" ]}: systemd listens on addresses only, not on the name '${server.host}'. Write the address."
    ++
      optional (activation.mode == "native" && activation.idleTimeout != null)
        "${
          at name [
            "socketActivation"
            "idleTimeout"
          ]
        }: only the proxy can tell that nobody is connected. Remove it, or set socketActivation.mode to \"proxy\"."
  )
else
  optional (
    server.port != null
  ) "${at name [ "port" ]}: a stdio server has no port. Remove it, or set transport to \"http\"."
  ++ optional activation.enable "${enable}: a stdio server is started by its client. Remove it, or set transport to \"http\"."
