(import (/. + "/srv/nix pkgs") {
  overlays = [ (import (/. + "/srv/a b/\${x}/default.nix")) ];
  config.allowUnfree = true;
}).mcpServers."a.b"
