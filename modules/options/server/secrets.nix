{ lib, ... }:
let
  inherit (lib) mkOption types;
in
{
  options = {
    secrets = mkOption {
      type = types.attrsOf (types.submodule (import ../secret));
      default = { };
      example = lib.literalExpression ''
        {
          FIRECRAWL_API_KEY.sops = "mcp/firecrawl";
          GITHUB_TOKEN = {
            file = "~/.config/keys/github";
            optional = true;
          };
        }
      '';
      description = ''
        Environment variables whose values are looked up when the server starts: they are never in the Nix store, in a
        command line or in a log. Each names exactly one provider. When one is missing, the server is not started, and
        says on stderr which it is and how to provide it; {command}`mcp-nixgen doctor` checks them without starting.
      '';
    };

    secretTimeout = mkOption {
      type = types.ints.positive;
      default = 30;
      example = 120;
      description = "How many seconds a provider may take for one secret, for example to have a vault unlocked.";
    };
  };
}
