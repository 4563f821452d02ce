# The wrapper of one server, from its options.
{
  lib,
  pkgs,
  name,
  server,
  home,
}:
let
  mkMcpWrapper = pkgs.callPackage ../mk-mcp-wrapper.nix { };
  fillIn = import ./listeners/fill-in.nix { inherit lib; } server;
  secret = import ./secret/for-wrapper.nix { inherit lib home; };
  secretAt =
    variable:
    lib.showOption [
      "programs"
      "mcp-nixgen"
      "servers"
      name
      "secrets"
      variable
    ];
  process =
    if server.transport == "http" then
      {
        # The service manager does all of this.
        scope = false;
        parentDeath = "none";
        log = false;
      }
    else
      {
        inherit (server)
          scope
          requireScope
          parentDeath
          log
          ;
        limits = lib.filterAttrs (_: limit: limit != null) server.limits;
      };
in
mkMcpWrapper (
  {
    inherit name;
    inherit (server) package binary secretTimeout;
    args = map fillIn server.args;
    env = lib.mapAttrs (_: fillIn) server.env;
    secrets = lib.mapAttrs (variable: secret (secretAt variable)) server.secrets;
    slice = "mcp-servers.slice";
  }
  // process
)
