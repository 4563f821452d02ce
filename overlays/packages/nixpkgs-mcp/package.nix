# nixpkgs-mcp, a program of this project's own npm package: one build serves both. Nix itself is the user's, as is
# its daemon; the sandbox comes along where there is one.
{
  lib,
  stdenv,
  runCommandLocal,
  makeWrapper,
  mcp-nixgen,
  bubblewrap ? null,
}:

let
  programs = lib.optional (stdenv.hostPlatform.isLinux && bubblewrap != null) bubblewrap;
in
runCommandLocal "nixpkgs-mcp-${mcp-nixgen.version}"
  {
    pname = "nixpkgs-mcp";
    inherit (mcp-nixgen) version;
    nativeBuildInputs = [ makeWrapper ];

    meta = {
      description = "MCP server that finds, runs and keeps packages of nixpkgs";
      inherit (mcp-nixgen.meta) license platforms;
      mainProgram = "nixpkgs-mcp";
    };
  }
  ''
    makeWrapper ${mcp-nixgen}/bin/nixpkgs-mcp $out/bin/nixpkgs-mcp \
      ${lib.optionalString (programs != [ ]) "--suffix PATH : ${lib.makeBinPath programs}"}
    mkdir -p $out/share/man/man1
    ln -s ${mcp-nixgen}/share/man/man1/nixpkgs-mcp.1* $out/share/man/man1/
  ''
