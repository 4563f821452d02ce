# Written by mcp-nixgen from servers.yaml; edits are overwritten.

{ lib, ... }:
{
  programs.mcp-nixgen = {
    enable = lib.mkDefault true;
  };
}
