# nixpkgs-mcp is a server like any other; this is what one line says of it.
{
  lib,
  config,
  pkgs,
  ...
}:
let
  cfg = config.programs.mcp-nixgen;
  inherit (cfg) nixpkgs-mcp;
  # YAML reads JSON.
  file =
    flag: name: value:
    lib.optionals (value != { }) [
      flag
      "${pkgs.writeText name (builtins.toJSON value)}"
    ];
in
{
  config = lib.mkIf nixpkgs-mcp.enable {
    programs.mcp-nixgen.servers.nixpkgs = {
      package = lib.mkDefault nixpkgs-mcp.package;
      args =
        file "--config" "nixpkgs-mcp-config.yaml" nixpkgs-mcp.settings
        ++ file "--policy" "nixpkgs-mcp-policy.yaml" nixpkgs-mcp.policy
        ++ lib.optionals (cfg.servers.nixpkgs.transport == "http") [
          "--host"
          "{host}"
          "--http"
          "{port}"
        ];
    };
  };
}
