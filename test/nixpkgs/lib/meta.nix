# What a package says about itself.
{ lib }:
{
  getExe =
    package:
    lib.getExe' package (
      package.meta.mainProgram
        or (throw "getExe: package ${package.name or "?"} does not say its meta.mainProgram")
    );
  getExe' =
    package: program:
    if lib.hasInfix "/" program then
      throw "getExe': the program's name '${program}' contains a '/'"
    else
      "${lib.getBin package}/bin/${program}";

  addMetaAttrs =
    attrs: package:
    package.overrideAttrs (prev: {
      meta = (prev.meta or { }) // attrs;
    });
  setName = name: package: package // { inherit name; };
  lowPrio = lib.addMetaAttrs { priority = 10; };
  hiPrio = lib.addMetaAttrs { priority = -10; };

  # A pattern of `meta.platforms` is a system's name, or a set that the platform must contain.
  platformMatch =
    platform: pattern:
    if builtins.isString pattern then
      platform.system == pattern
    else
      builtins.all (name: platform ? ${name} && platform.${name} == pattern.${name}) (
        builtins.attrNames pattern
      );
  availableOn =
    platform: package:
    (
      !(package ? meta.platforms) || builtins.any (lib.meta.platformMatch platform) package.meta.platforms
    )
    && !(
      package ? meta.badPlatforms
      && builtins.any (lib.meta.platformMatch platform) package.meta.badPlatforms
    );

  # Where a package's code comes from (`meta.sourceProvenance`).
  sourceTypes =
    builtins.mapAttrs
      (shortName: isSource: {
        inherit shortName isSource;
      })
      {
        binaryBytecode = false;
        binaryFirmware = false;
        binaryNativeCode = false;
        fromSource = true;
        obfuscatedCode = false;
      };

  # Nobody maintains a stand-in. A handle that is asked for is an error, as a wrong one is in nixpkgs.
  maintainers = { };
  teams = { };
}
