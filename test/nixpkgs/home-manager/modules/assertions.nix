{ ... }:
{
  imports = [
    ../nixpkgs-path/nixos/modules/misc/assertions.nix
    ../nixpkgs-path/nixos/modules/misc/meta.nix
  ];
}
