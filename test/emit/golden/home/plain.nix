# Written by mcp-nixgen from servers.yaml; edits are overwritten.

{ lib, pkgs, ... }:
let
  inherit (import ./overlays pkgs pkgs) mcpServers;
in
{
  programs.mcp-nixgen = {
    enable = lib.mkDefault true;

    servers.firecrawl-mcp = {
      package = lib.mkDefault mcpServers.firecrawl-mcp;
    };
  };
}
