(import (builtins.fetchTarball {
  url = "https://example.org/nixpkgs.tar.gz";
  sha256 = "sha256-x";
}) { overlays = [ (import /srv/overlays/default.nix) ]; }).mcpServers
