{ lib, pkgs, ... }:
let
  inherit (lib) mkOption types;
  inherit (import ./types.nix { inherit lib; }) json;
in
{
  options.programs.mcp-nixgen.nixpkgs-mcp = {
    enable = mkOption {
      type = types.bool;
      default = false;
      example = true;
      description = ''
        Whether to install {command}`nixpkgs-mcp` as the server `nixpkgs`: it lets an agent find, run and keep any
        package of nixpkgs. Whatever else is to be said of it goes into `servers.nixpkgs`, as for any server; with
        `transport = "http"` and a `port` it is a service.
      '';
    };

    package = mkOption {
      type = types.package;
      default = pkgs.mcpServers.nixpkgs-mcp;
      defaultText = lib.literalExpression "pkgs.mcpServers.nixpkgs-mcp";
      example = lib.literalExpression "inputs.mcp-nixgen.packages.\${pkgs.system}.nixpkgs-mcp";
      description = "The package. This project's overlay gives it.";
    };

    settings = mkOption {
      type = types.attrsOf json;
      default = { };
      example = {
        channel = "nixos-unstable";
        tier1_only = true;
        metrics = true;
      };
      description = ''
        What {file}`config.yaml` of nixpkgs-mcp says; with it, {file}`~/.config/nixpkgs-mcp/config.yaml` is not read.
        A wrong one ends the server at its start, with the place. No secret belongs here: it is readable in the store.
      '';
    };

    policy = mkOption {
      type = types.attrsOf json;
      default = { };
      example = {
        sandbox = "bubblewrap";
        network = "deny";
      };
      description = ''
        What {file}`policy.yaml` of nixpkgs-mcp says: which packages an agent may run, and what these may do. With it,
        {file}`~/.config/nixpkgs-mcp/policy.yaml` is not read.
      '';
    };
  };
}
