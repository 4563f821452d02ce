# The wrapper's table of providers, with what is said once for all servers filled in.
{ lib, config }:
import ../../wrapper/providers.nix {
  inherit lib;
  defaults = { inherit (config.programs.mcp-nixgen) keepassxc; };
}
