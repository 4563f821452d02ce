# The XDG base directories, and files below them.
{
  lib,
  config,
  pkgs,
  ...
}:
let
  inherit (config.home) homeDirectory;
  cfg = config.xdg;
  fileType = import ../lib/file-type.nix { inherit lib pkgs homeDirectory; };
  folders = {
    cache = ".cache";
    config = ".config";
    data = ".local/share";
    state = ".local/state";
  };
  variables = lib.mapAttrs' (
    name: _: lib.nameValuePair "XDG_${lib.toUpper name}_HOME" cfg."${name}Home"
  ) folders;
in
{
  options.xdg = {
    enable = lib.mkEnableOption "management of XDG base directories";
  }
  // lib.concatMapAttrs (name: folder: {
    "${name}Home" = lib.mkOption {
      type = lib.types.path;
      apply = toString;
      default = "${homeDirectory}/${folder}";
      description = "The folder of ${name} files.";
    };
    "${name}File" = lib.mkOption {
      type = fileType cfg."${name}Home";
      default = { };
      description = "Files below the folder of ${name} files.";
    };
  }) folders;

  config = {
    home.file = lib.mkMerge (
      [
        { "${cfg.cacheHome}/.keep".text = ""; }
        { "${cfg.stateHome}/.keep".text = ""; }
      ]
      ++ lib.mapAttrsToList (
        name: _: lib.mapAttrs' (path: lib.nameValuePair "${cfg."${name}Home"}/${path}") cfg."${name}File"
      ) folders
    );
    home.sessionVariables = lib.mkIf cfg.enable variables;
    systemd.user.sessionVariables = lib.mkIf cfg.enable variables;
  };
}
