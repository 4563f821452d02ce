# The Home-Manager module. `imports = [ inputs.mcp-nixgen.homeModules.default ]`, or this file by its path;
# README.md says what to write then.
{
  # One module however it is reached: through the flake, by its path, or twice.
  key = "mcp-nixgen#homeModules.default";
  _class = "homeManager";
  _file = ./home-manager.nix;

  imports = [
    ./options/general.nix
    ./options/slice.nix
    ./options/keepassxc.nix
    ./options/clients.nix
    ./options/servers.nix
    ./options/manifest.nix
    ./options/deploy.nix
    ./options/nixpkgs-mcp.nix
    ./config/assertions
    ./config/packages.nix
    ./config/manifest.nix
    ./config/header-warnings.nix
    ./config/activation.nix
    ./config/programs-mcp.nix
    ./config/nixpkgs-mcp.nix
    ./config/slice.nix
    ./config/services.nix
    ./config/sockets.nix
    ./config/launchd.nix
    ./config/secrets.nix
  ];
}
