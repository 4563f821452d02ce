{
  lib,
  config,
  ...
}:
let
  inherit (lib) mkOption types;
  shared = import ../types.nix { inherit lib; };
  address = import ../../config/listeners/address.nix { inherit lib; };
in
{
  options = {
    transport = mkOption {
      type = types.enum [
        "stdio"
        "http"
      ];
      default = "stdio";
      example = "http";
      description = ''
        How clients talk to the server. A `stdio` server is started by each client for itself. An `http` server
        ([streamable HTTP](https://modelcontextprotocol.io/specification/latest/basic/transports)) runs once, as the
        user service {file}`mcp-«name».service`, and clients get its URL.
      '';
    };

    host = mkOption {
      type = shared.host;
      default = "127.0.0.1";
      example = "::1";
      description = ''
        The address an HTTP server listens on, or a name that stands for one. `0.0.0.0`, `::` and `*` are all addresses of the
        machine. Most servers have no authentication: an address that other machines
        reach gives them the server.
      '';
    };

    port = mkOption {
      type = types.nullOr shared.port;
      default = null;
      example = 8931;
      description = "The port an HTTP server listens on. Two servers can have the same one only on addresses that do not overlap.";
    };

    path = mkOption {
      type = types.strMatching "/[^[:space:]]*" // {
        description = "path of a URL, beginning with /";
      };
      default = "/mcp";
      example = "/sse";
      description = "The path of an HTTP server's MCP endpoint.";
    };

    url = mkOption {
      type = types.nullOr shared.httpUrl;
      default =
        if config.transport == "http" && config.port != null then
          "http://${address.ofUrl config.host}:${toString config.port}${config.path}"
        else
          null;
      defaultText = lib.literalExpression ''"http://''${host}:''${toString port}''${path}"'';
      example = "http://localhost:8931/sse";
      description = ''
        The URL that clients get for an HTTP server. Another one than the server's own is for what stands before it, such
        as a proxy with TLS.
      '';
    };

    headers = mkOption {
      type = types.attrsOf shared.header;
      default = { };
      example = {
        X-Team = "blue";
        Authorization = {
          secret = "API_TOKEN";
          prefix = "Bearer ";
        };
      };
      description = ''
        Headers that clients send to an HTTP server: a text, which is in the world-readable Nix store and in the
        clients' files, or `{ secret = "VAR"; prefix = "…"; }`, where `VAR` is one of this server's
        [](#opt-programs.mcp-nixgen.servers._name_.secrets) and `prefix`, by default nothing, stands before its value.
        Clients are told where the value is, not what it is: the file it lies in, where the secret has one at an
        absolute path and the client reads files, otherwise the variable of that name in the client's own
        environment. A client that knows neither, or no HTTP servers at all, gets a command instead: a bridge,
        which reads the secret when it starts. There is none where [](#opt-programs.mcp-nixgen.package) is `null`, a
        secret is a `systemdCredential` without a file, or one would go to another machine over plain `http://`;
        then the client does not get the server, and {command}`mcp-nixgen deploy` says so.
      '';
    };

    socketActivation = {
      enable = mkOption {
        type = types.bool;
        default = false;
        example = true;
        description = ''
          Whether an HTTP server is started by the first connection to its port, through {file}`mcp-«name».socket`,
          instead of at login. Linux only.
        '';
      };

      mode = mkOption {
        type = types.enum [
          "proxy"
          "native"
        ];
        default = "proxy";
        example = "native";
        description = ''
          `proxy` works with every server: systemd listens on the port, and
          [`systemd-socket-proxyd`](https://www.freedesktop.org/software/systemd/man/latest/systemd-socket-proxyd.html)
          passes connections on to the server, which listens on `backendPort`. `native` is for a server that takes the
          listening socket from systemd itself
          ([`LISTEN_FDS`](https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html)).
        '';
      };

      backendPort = mkOption {
        type = types.nullOr shared.port;
        default =
          if config.port == null then
            null
          else if config.port + 10000 <= 65535 then
            config.port + 10000
          else
            config.port - 10000;
        defaultText = lib.literalMD "`port` + 10000, or - 10000 where that is no port";
        example = 18931;
        description = "The port on 127.0.0.1 where the server itself listens behind the proxy.";
      };

      idleTimeout = mkOption {
        type = types.nullOr (
          types.addCheck (types.strMatching "([0-9]+ ?(us|ms|sec|s|min|m|hr|h|d) ?|[0-9]+ {1,2})*([0-9]+)?") (
            text: text != ""
          )
          // {
            description = "time span as systemd writes it: 10min, 30s";
          }
        );
        default = null;
        example = "10min";
        description = ''
          After how long without any connection the proxy and the server are stopped, to be started again by the next
          one. A client that holds a stream open is a connection. `null`: never.
        '';
      };
    };
  };
}
