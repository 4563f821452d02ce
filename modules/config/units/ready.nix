# A script that waits until a port answers: `script HOST PORT SECONDS`, with the server's process id in $MAINPID.
{ lib, pkgs }:
pkgs.writeShellScript "mcp-wait-until-ready" (builtins.readFile ./wait-until-ready.sh)
