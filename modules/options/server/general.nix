{
  lib,
  pkgs,
  name,
  ...
}:
let
  inherit (lib) mkOption types;
  shared = import ../types.nix { inherit lib; };
in
{
  options = {
    enable = mkOption {
      type = types.bool;
      default = true;
      example = false;
      description = "Whether this server is installed and told to clients.";
    };

    package = mkOption {
      type = types.nullOr types.package;
      default = pkgs.mcpServers.${name} or null;
      defaultText = lib.literalExpression "pkgs.mcpServers.\${name} or null";
      example = lib.literalExpression "pkgs.mcpServers.firecrawl-mcp";
      description = ''
        The server's package. By default the one of the same name in `pkgs.mcpServers`, which the overlay of this
        project, or one that {command}`mcp-nixgen generate` wrote, puts there.
      '';
    };

    binary = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "firecrawl-mcp";
      description = ''
        The program to start: a name in the package's {file}`bin`, or an absolute path. `null` takes the package's
        `meta.mainProgram`.
      '';
    };

    args = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "--headless" ];
      description = ''
        Arguments the server is started with, each as it is: nothing is expanded by a shell. Anybody on the machine can
        read them, so a secret does not belong here. For an HTTP server `{port}` and `{host}` are replaced by where it
        has to listen.
      '';
    };

    env = mkOption {
      type = types.attrsOf types.str;
      default = { };
      example = {
        LOG_LEVEL = "warn";
      };
      description = ''
        Environment variables of the server. They are in the world-readable Nix store: for anything secret use
        [](#opt-programs.mcp-nixgen.servers._name_.secrets). For an HTTP server `{port}` and `{host}` are replaced.
      '';
    };

    timeout = mkOption {
      # More milliseconds than a timer of 32 bits has are none at all for clients in JavaScript.
      type = types.nullOr (types.ints.between 1 2147483);
      default = null;
      example = 120;
      description = ''
        How many seconds clients wait for this server, each in its own unit and for what it has a time limit for: to
        start it, or for an answer. A client without one says so when its file is written. `null`: the client's own.
      '';
    };

    clients = mkOption {
      type = types.nullOr (types.listOf shared.client);
      default = null;
      example = [
        "claude-code"
        "codex"
      ];
      description = ''
        The clients this server is for. `null`: all that are enabled in [](#opt-programs.mcp-nixgen.clients). Those that
        are not enabled there do not get it, whatever is said here.
      '';
    };
  };
}
