# Modules for options that were there once.
{ lib }:
let
  inherit (lib) showOption;
in
{
  mkRemovedOptionModule =
    path: message:
    { options, ... }:
    {
      options = lib.setAttrByPath path (
        lib.mkOption {
          visible = false;
          apply = _: throw "The option `${showOption path}' was removed: ${message}";
        }
      );
      config.assertions = [
        {
          assertion = !(lib.getAttrFromPath path options).isDefined;
          message = "The option `${showOption path}' was removed: ${message}";
        }
      ];
    };
  mkRenamedOptionModule =
    from: to:
    { config, options, ... }:
    let
      old = lib.getAttrFromPath from options;
    in
    {
      options = lib.setAttrByPath from (
        lib.mkOption {
          visible = false;
          description = "Renamed to `${showOption to}`.";
          apply = _: lib.getAttrFromPath to config;
        }
      );
      config = lib.mkMerge [
        {
          warnings = lib.optional old.isDefined "The option `${showOption from}' defined in ${lib.showFiles old.files} has been renamed to `${showOption to}'.";
        }
        (lib.setAttrByPath to (
          lib.mkIf old.isDefined (lib.mkMerge (map (lib.mkOverride old.highestPrio) old.definitions))
        ))
      ];
    };
}
