# A home as small as one can be, with a server of each kind: what the flake's check builds.
{ lib, pkgs, ... }:
{
  home = {
    username = "someone";
    homeDirectory = if pkgs.stdenv.hostPlatform.isDarwin then "/Users/someone" else "/home/someone";
    stateVersion = "25.11";
  };
  programs.mcp-nixgen = {
    enable = true;
    slice.memoryMax = "4G";
    servers.memory = {
      package = pkgs.mcpServers.mcp-server-memory;
      env.MEMORY_FILE_PATH = "/home/someone/memory.jsonl";
      limits = lib.mkIf pkgs.stdenv.hostPlatform.isLinux { memoryMax = "1G"; };
    };
    servers.browser = {
      package = pkgs.mcpServers.playwright-mcp;
      transport = "http";
      port = 8931;
      args = [
        "--port"
        "{port}"
      ];
      secrets.PLAYWRIGHT_TOKEN.file = "~/.config/keys/playwright";
    };
    clients.claude-code.enable = true;
  };
}
