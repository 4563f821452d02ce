# A small stand-in for home-manager: called as its `modules/default.nix` is, with the options that a module like
# ours defines, and an activation package that is really built. ../README.md says what it has.
{
  configuration,
  pkgs,
  lib ? pkgs.lib,
  # There is nothing that could be left out.
  minimal ? true,
  check ? true,
  extraSpecialArgs ? { },
}:
let
  extended = lib.extend (final: _prev: { hm = import ./lib { lib = final; }; });

  evaluated = extended.evalModules {
    class = "homeManager";
    specialArgs = {
      modulesPath = toString ./modules;
    }
    // extraSpecialArgs;
    modules = [
      configuration
      ./modules/activation.nix
      ./modules/assertions.nix
      ./modules/files.nix
      ./modules/home.nix
      ./modules/launchd.nix
      ./modules/mcp.nix
      ./modules/nixpkgs.nix
      ./modules/systemd.nix
      ./modules/xdg.nix
      {
        _module.check = check;
        _module.args.pkgsGiven = pkgs;
        lib = extended.hm;
      }
    ];
  };

  failed = extended.filter (one: !one.assertion) evaluated.config.assertions;
  warned = extended.foldr (
    warning: builtins.trace "warning: ${warning}"
  ) evaluated evaluated.config.warnings;
  result =
    if failed == [ ] then
      warned
    else
      throw "\nFailed assertions:\n${extended.concatMapStringsSep "\n" (one: "- ${one.message}") failed}";
in
result
// {
  inherit (result.config.home) activationPackage;
  inherit (result._module.args) pkgs;
}
