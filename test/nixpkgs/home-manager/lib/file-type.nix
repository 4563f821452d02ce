# The type of `home.file` and its like: files by their path below a folder.
{
  lib,
  pkgs,
  homeDirectory,
}:
basePath:
let
  inherit (lib) mkOption types;
in
types.attrsOf (
  types.submodule (
    { name, config, ... }:
    {
      options = {
        enable = mkOption {
          type = types.bool;
          default = true;
          description = "Whether the file is there.";
        };
        target = mkOption {
          type = types.nonEmptyStr;
          # Below the folder, or anywhere when absolute; in the end below the home.
          apply =
            path:
            lib.removePrefix "${homeDirectory}/" (
              if lib.hasPrefix "/" path then path else "${basePath}/${path}"
            );
          description = "Where the file goes.";
        };
        text = mkOption {
          type = types.nullOr types.lines;
          default = null;
          description = "What the file says, when it has no source.";
        };
        source = mkOption {
          type = types.path;
          description = "The file or folder that the target is a link to.";
        };
        executable = mkOption {
          type = types.nullOr types.bool;
          default = null;
          description = "The execute bit; null: the source's.";
        };
        recursive = mkOption {
          type = types.bool;
          default = false;
          description = "Whether a folder's files are linked one by one.";
        };
        onChange = mkOption {
          type = types.lines;
          default = "";
          description = "Shell commands for when the file has changed.";
        };
        force = mkOption {
          type = types.bool;
          default = false;
          description = "Whether the target is replaced, whatever it is.";
        };
      };
      config = {
        target = lib.mkDefault name;
        source = lib.mkIf (config.text != null) (
          lib.mkDefault (
            pkgs.writeTextFile {
              name = lib.hm.strings.storeFileName name;
              inherit (config) text;
              executable = config.executable == true;
            }
          )
        );
      };
    }
  )
)
