# Where the server's own process listens: behind a proxy that is not what clients connect to.
{ lib }: server: lib.last (import ./of-server.nix { inherit lib; } server)
