# Who the user is, and what is in their profile.
{
  lib,
  config,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.home;
  variables = types.lazyAttrsOf (
    types.nullOr (
      types.oneOf [
        types.str
        types.path
        types.int
        types.float
        types.bool
      ]
    )
  );
in
{
  options = {
    lib = mkOption {
      type = types.attrsOf types.attrs;
      default = { };
      description = "Functions of modules for other modules.";
    };
    home = {
      username = mkOption {
        type = types.nonEmptyStr;
        description = "The user's name.";
      };
      homeDirectory = mkOption {
        type = types.path;
        apply = toString;
        description = "The user's home.";
      };
      stateVersion = mkOption {
        type = types.strMatching "[0-9]{2}\\.[0-9]{2}";
        description = "The release whose defaults count.";
      };
      profileDirectory = mkOption {
        type = types.path;
        default = "${cfg.homeDirectory}/.nix-profile";
        readOnly = true;
        description = "Where the user's packages are seen.";
      };
      packages = mkOption {
        type = types.listOf types.package;
        default = [ ];
        description = "The user's packages.";
      };
      path = mkOption {
        internal = true;
        description = "The packages as one tree.";
      };
      sessionVariables = mkOption {
        type = variables;
        default = { };
        description = "Variables that are set at login; null: not set.";
      };
      sessionPath = mkOption {
        type = types.listOf types.str;
        default = [ ];
        description = "What stands first in PATH after login.";
      };
      sessionVariablesPackage = mkOption {
        type = types.package;
        internal = true;
        description = "The script that sets them.";
      };
    };
  };

  config.home = {
    packages = [ cfg.sessionVariablesPackage ];
    path = pkgs.buildEnv {
      name = "home-manager-path";
      paths = cfg.packages;
    };
    # Values may refer to other variables, so that they stand in double quotes.
    sessionVariablesPackage = pkgs.writeTextFile {
      name = "hm-session-vars.sh";
      destination = "/etc/profile.d/hm-session-vars.sh";
      text = ''
        # Only source this once.
        if [ -n "''${__HM_SESS_VARS_SOURCED-}" ]; then return; fi
        export __HM_SESS_VARS_SOURCED=1

      ''
      + lib.concatMapAttrsStringSep "" (
        name: value:
        "export ${name}=\"${if builtins.isBool value then lib.boolToString value else toString value}\"\n"
      ) (lib.filterAttrs (_: value: value != null) cfg.sessionVariables)
      + lib.optionalString (
        cfg.sessionPath != [ ]
      ) ''export PATH="${lib.concatStringsSep ":" cfg.sessionPath}''${PATH:+:}$PATH"'';
    };
  };
}
