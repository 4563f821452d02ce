{ lib, ... }:
let
  inherit (lib) mkOption types;
  # What a client can be told besides.
  more = {
    warp.ownEntries = mkOption {
      type = types.bool;
      default = false;
      example = true;
      description = ''
        Whether Warp's own file gets every server. By default it does not get those that are in Claude Code's or
        Codex' file: Warp finds them there, and starts them itself once “Auto-spawn servers from third-party
        agents” is on in its settings. Set this where that switch stays off.
      '';
    };
  };

  client =
    name:
    mkOption {
      type = types.submodule {
        options = {
          enable = mkOption {
            type = types.bool;
            default = false;
            example = true;
            description = "Whether the servers are for ${name}, too.";
          };
        }
        // more.${name} or { };
      };
      default = { };
      example = {
        enable = true;
      };
      description = "The AI client ${name}.";
    };
in
{
  options.programs.mcp-nixgen.clients = mkOption {
    # A submodule of its own: an unknown client is an error even where unknown options are not.
    type = types.submodule { options = lib.genAttrs (import ../clients.nix) client; };
    default = { };
    example = {
      claude-code.enable = true;
      codex.enable = true;
    };
    description = ''
      The AI clients that are told about the servers. A server goes to all enabled clients, or to those that its
      [](#opt-programs.mcp-nixgen.servers._name_.clients) names.
    '';
  };
}
