# Your home. The servers are in servers.yaml, from which `mcp-nixgen generate` writes mcp-servers.nix.
{
  home = {
    username = "me";
    homeDirectory = "/home/me";
    # The release of Home-Manager that this home began with; it stays.
    stateVersion = "25.11";
  };

  # The clients whose configuration the servers are written into.
  programs.mcp-nixgen.clients = {
    claude-code.enable = true;
  };
}
