# Every wrong configuration that a type cannot refuse, with the option's full path and what to do about it.
{
  lib,
  config,
  options,
  pkgs,
  ...
}:
let
  cfg = config.programs.mcp-nixgen;
  enabled = import ../enabled.nix { inherit lib config; };
  # The text of an option's path: `at "browser" [ "port" ]`.
  at =
    name: option:
    lib.showOption (
      [
        "programs"
        "mcp-nixgen"
        "servers"
        name
      ]
      ++ option
    );
  perServer =
    map
      (
        file:
        import file {
          inherit
            lib
            config
            options
            pkgs
            at
            ;
        }
      )
      [
        ./types.nix
        ./names.nix
        ./package.nix
        ./http.nix
        ./headers.nix
        ./process.nix
        ./no-effect.nix
        ./credentials.nix
        ./secrets.nix
        ./named-secrets.nix
      ];
  clashes = lib.concatMap (file: import file { inherit lib at; } enabled.httpServers) [
    ./listeners.nix
    ./units.nix
  ];
in
{
  # A list of assertions that hold is shown to nobody, so only what is wrong becomes one.
  config.assertions = lib.mkIf cfg.enable (
    map
      (message: {
        assertion = false;
        inherit message;
      })
      (
        lib.concatLists (
          lib.mapAttrsToList (
            name: server: lib.concatMap (check: check name server) perServer
          ) enabled.servers
        )
        ++ clashes
        ++ import ./programs-mcp.nix { inherit lib config options; }
      )
  );
}
