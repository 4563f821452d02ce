{
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
in
{
  options.programs.mcp-nixgen = {
    package = mkOption {
      type = types.nullOr types.package;
      default = pkgs.mcp-nixgen or null;
      defaultText = lib.literalExpression "pkgs.mcp-nixgen or null";
      example = lib.literalExpression "inputs.mcp-nixgen.packages.\${pkgs.system}.mcp-nixgen";
      description = ''
        The program {command}`mcp-nixgen`, which writes the clients' configuration files on activation and is installed.
        This project's overlay gives it. `null`: nothing is written.
      '';
    };

    deploy.enable = mkOption {
      type = types.bool;
      default = true;
      example = false;
      description = ''
        Whether activation writes the servers into the configuration files of the clients that are enabled in
        [](#opt-programs.mcp-nixgen.clients) with {command}`mcp-nixgen deploy`, and takes out those that are gone from
        the configuration. Everything else in these files stays as it is. A client whose file cannot be
        written is a warning, not the end of the activation.

        What was written stays when this, or the module, is switched off: {command}`mcp-nixgen undeploy` takes it out.
      '';
    };
  };
}
