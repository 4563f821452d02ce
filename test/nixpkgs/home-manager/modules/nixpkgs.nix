# The packages that modules get, with the user's overlays.
{
  lib,
  config,
  pkgsGiven,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.nixpkgs;
in
{
  options.nixpkgs = {
    overlays = mkOption {
      type = types.nullOr (types.listOf types.raw);
      default = null;
      description = "Overlays for the packages.";
    };
    config = mkOption {
      type = types.nullOr types.attrs;
      default = null;
      description = "The packages' configuration.";
    };
  };
  config._module.args.pkgs =
    if cfg.config != null then
      import ../../. {
        inherit (pkgsGiven) system;
        inherit (cfg) config;
        overlays = pkgsGiven.overlays ++ (if cfg.overlays == null then [ ] else cfg.overlays);
      }
    else if cfg.overlays != null then
      pkgsGiven.appendOverlays cfg.overlays
    else
      pkgsGiven;
}
