# Puts the place where an HTTP server has to listen into a text that says `{host}` and `{port}`.
{ lib }:
server: text:
let
  own = import ./own.nix { inherit lib; } server;
in
if server.transport == "http" then
  lib.replaceStrings [ "{host}" "{port}" ] [ own.host (toString own.port) ] text
else
  text
