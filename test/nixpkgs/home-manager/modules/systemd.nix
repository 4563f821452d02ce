# Units of the user's systemd.
{
  lib,
  config,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.systemd.user;
  kinds = [
    "automount"
    "mount"
    "path"
    "service"
    "slice"
    "socket"
    "target"
    "timer"
  ];

  value = types.oneOf [
    types.bool
    types.int
    types.str
    types.path
  ];
  strings = types.coercedTo types.str lib.toList (types.listOf types.str);
  triggers = mkOption {
    type = types.listOf (types.either types.package types.str);
    default = [ ];
    description = "Changes of the unit that its text does not show.";
  };
  unit =
    kind:
    types.submodule {
      freeformType = types.attrsOf (types.attrsOf (types.either value (types.listOf value))) // {
        description = "systemd ${kind} unit configuration";
      };
      options = {
        Unit = {
          Description = mkOption {
            type = types.nullOr types.str;
            default = null;
            description = "What the unit is, in a few words.";
          };
          Documentation = mkOption {
            type = strings;
            default = [ ];
            description = "Addresses of documentation.";
          };
        }
        // lib.optionalAttrs (kind == "service") {
          X-Reload-Triggers = triggers;
          X-Restart-Triggers = triggers;
          X-SwitchMethod = mkOption {
            type = types.enum [
              null
              "reload"
              "restart"
              "stop-start"
              "keep-old"
            ];
            default = null;
            description = "What to do with a running service that has changed.";
          };
        };
      }
      // lib.optionalAttrs (kind == "service") {
        Service = {
          Environment = mkOption {
            type = strings;
            default = [ ];
            description = "Environment variables.";
          };
          ExecStart = mkOption {
            type =
              let
                command = types.either types.package types.str;
              in
              types.either command (types.listOf command);
            apply = lib.toList;
            default = [ ];
            description = "The command.";
          };
        };
      };
    };

  # Of what is null or empty nothing is written.
  written =
    sections:
    lib.filterAttrs (_: section: section != { }) (
      lib.mapAttrs (_: lib.filterAttrs (_: field: field != null && field != [ ])) sections
    );
  text = lib.generators.toINI {
    listsAsDuplicateKeys = true;
    mkKeyValue =
      name: field: "${name}=${if builtins.isBool field then lib.boolToString field else toString field}";
  };

  # systemd takes a unit's name from the file that a link ends at.
  filesOf =
    kind: name: sections:
    let
      file = "${name}.${kind}";
      source = "${
        pkgs.writeTextFile {
          name = builtins.replaceStrings [ "@" ":" "\\" "[" "]" ] [ "-" "-" "-" "" "" ] file;
          text = text (written sections);
          destination = "/${file}";
        }
      }/${file}";
      wanted = list: suffix: map (target: "${target}.${suffix}/${file}") list;
    in
    map (path: lib.nameValuePair "systemd/user/${path}" { inherit source; }) (
      [ file ]
      ++ wanted (sections.Install.WantedBy or [ ]) "wants"
      ++ wanted (sections.Install.RequiredBy or [ ]) "requires"
    );

  unitsFolder = lib.removePrefix homeDirectory config.xdg.configHome + "/systemd/user";
  inherit (config.home) homeDirectory;
in
{
  options.systemd.user = {
    enable = mkOption {
      type = types.bool;
      default = pkgs.stdenv.hostPlatform.isLinux;
      description = "Whether there is a systemd of the user's.";
    };
    systemctlPath = mkOption {
      type = types.str;
      default = "${pkgs.systemd}/bin/systemctl";
      description = "The systemctl to use.";
    };
    startServices = mkOption {
      type = types.either types.bool (
        types.enum [
          "suggest"
          "sd-switch"
        ]
      );
      apply = given: if builtins.isBool given then given else given == "sd-switch";
      default = true;
      description = "Whether activation starts and stops what has changed.";
    };
    sessionVariables = mkOption {
      type = types.attrsOf (types.either types.int types.str);
      default = { };
      description = "Variables of everything that the user's systemd starts.";
    };
  }
  // lib.listToAttrs (
    map (
      kind:
      lib.nameValuePair "${kind}s" (mkOption {
        type = types.attrsOf (unit kind);
        default = { };
        description = "Units of the kind ${kind}.";
      })
    ) kinds
  );

  config = lib.mkIf cfg.enable {
    assertions = [ (lib.hm.assertions.assertPlatform "systemd" pkgs lib.platforms.linux) ];

    xdg.configFile = lib.mkMerge [
      (lib.listToAttrs (
        lib.concatMap (kind: lib.concatLists (lib.mapAttrsToList (filesOf kind) cfg."${kind}s")) kinds
      ))
      (lib.mkIf (cfg.sessionVariables != { }) {
        "environment.d/10-home-manager.conf".text =
          lib.concatMapAttrsStringSep "\n" (name: content: "${name}=${toString content}") cfg.sessionVariables
          + "\n";
      })
    ];

    home.activation.reloadSystemd = lib.hm.dag.entryAfter [ "linkGeneration" ] ''
      export XDG_RUNTIME_DIR="''${XDG_RUNTIME_DIR:-/run/user/$(id -u)}"
      reloadSystemd ${lib.escapeShellArg (dirOf cfg.systemctlPath)} ${lib.escapeShellArg unitsFolder} \
        ${if cfg.startServices then lib.getExe pkgs.sd-switch else "suggest"} ${pkgs.emptyDirectory}
    '';
  };
}
