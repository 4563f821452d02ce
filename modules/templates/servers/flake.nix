{
  description = "MCP servers packaged by mcp-nixgen";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixpkgs-unstable";

  outputs =
    { self, nixpkgs }:
    let
      forAllSystems =
        f:
        nixpkgs.lib.genAttrs [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ] (
          system:
          f (
            import nixpkgs {
              inherit system;
              overlays = [ self.overlays.default ];
              # Many servers come without a free licence; meta.license tells.
              config.allowUnfree = true;
            }
          )
        );
    in
    {
      overlays.default = import ./overlays;

      packages = forAllSystems (pkgs: pkgs.mcpServers);

      formatter = forAllSystems (pkgs: pkgs.nixfmt-tree);
    };
}
