# What the real home-manager gets as `pkgs.path`: the stand-in's packages, with the `lib` of <nixpkgs/lib>.
# It imports this folder for its `pkgs`, and reads a few files below it.
{
  overlays ? [ ],
  ...
}@args:
import ../.. (
  args
  // {
    overlays = [
      (import ../packages.nix)
      (_final: _prev: {
        lib = import <nixpkgs/lib>;
        path = ./.;
      })
    ]
    ++ overlays;
  }
)
