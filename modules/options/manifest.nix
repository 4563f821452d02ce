{ lib, ... }:
{
  options.programs.mcp-nixgen.manifest = lib.mkOption {
    type = lib.types.package;
    readOnly = true;
    defaultText = lib.literalMD "the JSON file in the store";
    example = lib.literalExpression "config.programs.mcp-nixgen.manifest";
    description = ''
      The manifest: a JSON file that lists the enabled servers and clients, and what a client has to start or to
      connect to. It holds no secret, only the names of the variables that are secret. Installed as
      {file}`$XDG_CONFIG_HOME/mcp-nixgen/manifest.json`.
    '';
  };
}
