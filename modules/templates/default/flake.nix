{
  description = "A home with MCP servers";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixpkgs-unstable";
    home-manager = {
      url = "github:nix-community/home-manager";
      inputs.nixpkgs.follows = "nixpkgs";
    };
    # OWNER: the account that you had this template from.
    mcp-nixgen = {
      url = "github:OWNER/mcp-nixgen";
      inputs.nixpkgs.follows = "nixpkgs";
      inputs.home-manager.follows = "home-manager";
    };
  };

  outputs =
    {
      nixpkgs,
      home-manager,
      mcp-nixgen,
      ...
    }:
    let
      # Of the machine: or "aarch64-linux", "aarch64-darwin", "x86_64-darwin".
      system = "x86_64-linux";

      pkgs = import nixpkgs {
        inherit system;
        overlays = [ (import ./overlays) ];
        # Many servers come without a free licence; meta.license tells.
        config.allowUnfree = true;
      };

      program = mcp-nixgen.packages.${system}.mcp-nixgen;
    in
    {
      # home-manager switch --flake .#me
      homeConfigurations.me = home-manager.lib.homeManagerConfiguration {
        inherit pkgs;
        modules = [
          mcp-nixgen.homeModules.default
          ./home.nix
          ./mcp-servers.nix
        ];
      };

      # `nix run .#mcp-nixgen -- add npm:NAME`, and each server as `nix build .#NAME`.
      packages.${system} = pkgs.mcpServers // {
        mcp-nixgen = program;
      };
    };
}
