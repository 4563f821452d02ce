# The stand-in for home-manager on the stand-in's packages.
{ configuration }:
import ./default.nix {
  pkgs = import ../. { overlays = [ (import ./packages.nix) ]; };
  minimal = true;
  inherit configuration;
}
