# The home-manager of NIX_PATH, with the `lib` of <nixpkgs/lib> and the stand-in's packages.
{ configuration }:
import <home-manager/modules> {
  pkgs = import ./nixpkgs-path { };
  lib = import <nixpkgs/lib>;
  minimal = true;
  check = false;
  configuration = {
    imports = [ configuration ];
    # Would need nixpkgs' maker of manuals.
    manual.manpages.enable = false;
    home.enableNixpkgsReleaseCheck = false;
  };
}
