# One secret: exactly one provider, and how its value is treated.
{
  imports = [
    ./files.nix
    ./declared.nix
    ./vaults.nix
    ./modifiers.nix
  ];
}
