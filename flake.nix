{
  description = "Turn MCP servers from npx, uvx and go install into pinned Nix packages";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixpkgs-unstable";
    # For the module's check.
    home-manager = {
      url = "github:nix-community/home-manager";
      inputs.nixpkgs.follows = "nixpkgs";
    };
  };

  outputs =
    {
      self,
      nixpkgs,
      home-manager,
    }:
    let
      inherit (nixpkgs) lib;

      systems = [
        "x86_64-linux"
        "aarch64-linux"
        "x86_64-darwin"
        "aarch64-darwin"
      ];

      # Many servers are published without a free licence, or without any. Whoever builds one by its name
      # has chosen it; `meta.license` still says what it is.
      pkgsFor = lib.genAttrs systems (
        system:
        import nixpkgs {
          inherit system;
          overlays = [ self.overlays.default ];
          config.allowUnfree = true;
        }
      );

      forAllSystems = perSystem: lib.mapAttrs (_: perSystem) pkgsFor;

      # What can be built on a system: a server for Linux alone is no package of macOS.
      packagesOf =
        pkgs:
        lib.filterAttrs (_: package: lib.meta.availableOn pkgs.stdenv.hostPlatform package) pkgs.mcpServers
        // {
          inherit (pkgs) mcp-nixgen mcp-guard;
        };
    in
    {
      overlays.default = lib.composeManyExtensions [
        (import ./overlays)
        (final: _: {
          mcp-guard = final.callPackage ./modules/guard { };
          mkMcpWrapper = final.callPackage ./modules/mk-mcp-wrapper.nix { };
          mcp-nixgen = final.callPackage ./overlays/mcp-nixgen.nix {
            inherit (import ./overlays/lib { inherit (final) callPackage; }) npmLockSources;
          };
        })
        (final: prev: {
          mcpServers = prev.mcpServers // {
            nixpkgs-mcp = final.callPackage ./overlays/packages/nixpkgs-mcp/package.nix { };
          };
        })
      ];

      homeModules.default =
        { pkgs, ... }:
        {
          imports = [ ./modules/home-manager.nix ];
          # Clients' files are written by this flake's own program where the overlay is not used.
          programs.mcp-nixgen =
            let
              own = self.packages.${pkgs.stdenv.hostPlatform.system};
            in
            {
              package = lib.mkDefault (pkgs.mcp-nixgen or own.mcp-nixgen);
              nixpkgs-mcp.package = lib.mkDefault (pkgs.mcpServers.nixpkgs-mcp or own.nixpkgs-mcp);
            };
        };

      templates = {
        default = {
          description = "A home with MCP servers: Home-Manager, servers.yaml and a weekly update";
          path = ./modules/templates/default;
        };
        servers = {
          description = "MCP servers as packages: servers.yaml, an overlay, a Home-Manager module";
          path = ./modules/templates/servers;
        };
      };

      packages = forAllSystems (
        pkgs:
        packagesOf pkgs
        // {
          default = pkgs.mcp-nixgen;
        }
      );

      apps = forAllSystems (
        pkgs:
        let
          apps = lib.mapAttrs (_: package: {
            type = "app";
            program = lib.getExe package;
            meta.description = package.meta.description or package.name;
          }) (packagesOf pkgs);
        in
        apps // { default = apps.mcp-nixgen; }
      );

      checks = forAllSystems (
        pkgs:
        packagesOf pkgs
        // {
          module =
            (home-manager.lib.homeManagerConfiguration {
              inherit pkgs;
              modules = [
                self.homeModules.default
                ./modules/example.nix
              ];
            }).activationPackage;

          format =
            pkgs.runCommand "check-format"
              {
                nativeBuildInputs = [ pkgs.nixfmt ];
                src = lib.sourceFilesBySuffices ./. [ ".nix" ];
              }
              ''
                find "$src" -name '*.nix' -exec nixfmt --check {} +
                touch "$out"
              '';
        }
      );

      formatter = forAllSystems (pkgs: pkgs.nixfmt-tree);

      devShells = forAllSystems (pkgs: {
        default = pkgs.mkShell {
          packages = [
            pkgs.nodejs
            pkgs.nixfmt
            pkgs.shellcheck
          ];
        };
      });

      lib = {
        inherit systems;

        # `mkMcpWrapper pkgs { name = …; package = …; }`, for those who want no overlay.
        mkMcpWrapper = pkgs: pkgs.callPackage ./modules/mk-mcp-wrapper.nix { };

        # The servers as packages of another nixpkgs, for those who want no overlay.
        mcpServersFor = pkgs: (pkgs.extend self.overlays.default).mcpServers;
      };
    };
}
