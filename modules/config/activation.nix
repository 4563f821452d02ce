# Activation writes the clients' configuration files.
{
  lib,
  config,
  options,
  ...
}:
let
  cfg = config.programs.mcp-nixgen;
  enabled = import ./enabled.nix { inherit lib config; };

  # Values may refer to other variables: home-manager has them in double quotes, too.
  variables = lib.filterAttrs (
    name: value: value != null && lib.elem name (import ./client-variables.nix)
  ) config.home.sessionVariables;
  export = name: value: ''export ${name}="${toString value}"'';

  # Their services are started by reloadSystemd.
  secretEntries =
    lib.optionals (options ? sops || options ? age) [ "reloadSystemd" ]
    ++ lib.optional (options ? sops) "sops-nix"
    ++ lib.optional (options ? age) "agenix";
in
{
  config = lib.mkIf cfg.enable {
    home.packages = lib.optional (cfg.package != null) cfg.package;

    warnings =
      lib.optional
        (cfg.deploy.enable && cfg.package == null && lib.remove "programs-mcp" enabled.clients != [ ])
        ''
          programs.mcp-nixgen.package is null, so that the configuration of no client is written. Add mcp-nixgen's overlay
          to nixpkgs.overlays, or set the option to the package, or set programs.mcp-nixgen.deploy.enable = false.
        '';

    # All entries are one script under `set -eu`: nothing here may end it. The subshell keeps the variables in.
    home.activation.mcpNixgen = lib.mkIf (cfg.deploy.enable && cfg.package != null) (
      lib.hm.dag.entryAfter ([ "linkGeneration" ] ++ secretEntries) ''
        if ! (
          ${lib.concatStringsSep "\n  " ([ "set +u" ] ++ lib.mapAttrsToList export variables)}
          exec ${cfg.package}/bin/mcp-nixgen deploy --manifest ${cfg.manifest} ''${DRY_RUN+--dry-run} ''${VERBOSE+--verbose}
        ); then
          warnEcho "mcp-nixgen: not all of the clients' configuration is as it should be, see above; 'mcp-nixgen status' tells more" >&2
        fi
      ''
    );
  };
}
