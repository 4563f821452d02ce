# Where a server's processes listen: a list of { host, port, option }, `option` being what says so.
{ lib }:
server:
let
  activation = server.socketActivation;
  proxied = activation.enable && activation.mode == "proxy";
  listeners = [
    {
      inherit (server) host port;
      option = [ "port" ];
    }
  ]
  ++ lib.optional proxied {
    host = "127.0.0.1";
    port = activation.backendPort;
    option = [
      "socketActivation"
      "backendPort"
    ];
  };
in
lib.optionals (server.transport == "http") (lib.filter (listener: listener.port != null) listeners)
