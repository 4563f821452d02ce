{ lib, ... }:
{
  options.programs.mcp-nixgen.enable = lib.mkOption {
    type = lib.types.bool;
    default = false;
    example = true;
    description = ''
      Whether to install the declared [MCP](https://modelcontextprotocol.io) servers: each under a wrapper that leaks
      neither a process nor a secret, those that speak HTTP as a user service, and all of them listed in
      {file}`$XDG_CONFIG_HOME/mcp-nixgen/manifest.json` for the clients' configuration.
    '';
  };
}
