# home-manager's own programs.mcp: it has to be there, and it writes a file that another client has, too.
{
  lib,
  config,
  options,
}:
let
  inherit (config.programs.mcp-nixgen) clients;
  enable = "programs.mcp-nixgen.clients.programs-mcp.enable";
in
lib.optionals clients.programs-mcp.enable (
  lib.optional (
    !options ? programs.mcp
  ) "${enable}: this home-manager has no programs.mcp. Update home-manager, or set it to false."
  ++ lib.optional clients.mcp-json.enable "${enable}: programs.mcp writes $XDG_CONFIG_HOME/mcp/mcp.json, which programs.mcp-nixgen.clients.mcp-json writes, too. Enable one of them."
)
