# `mcp-guard`: ends an MCP server with its client. Plain C, linked statically: it stays in memory beside every
# server, and loads nothing at start.
{ lib, stdenv }:
let
  inherit (lib.importJSON ../../package.json) version;
  static = stdenv.hostPlatform.isLinux;
in
stdenv.mkDerivation {
  pname = "mcp-guard";
  inherit version;

  src = lib.sourceFilesBySuffices ./. [
    ".c"
    ".h"
    "Makefile"
  ];

  buildInputs = lib.optional static (stdenv.cc.libc.static or null);

  makeFlags = [
    "VERSION=${version}"
    "PREFIX=${placeholder "out"}"
  ]
  ++ lib.optional static "LDFLAGS=-static";

  meta = {
    description = "Starts an MCP server for a client and ends all of it when the client is gone";
    license = lib.licenses.mit;
    mainProgram = "mcp-guard";
    platforms = lib.platforms.unix;
  };
}
