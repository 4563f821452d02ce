# Headers whose text looks like a secret: it works, and everybody on the machine can read it.
{ lib, config, ... }:
let
  cfg = config.programs.mcp-nixgen;
  enabled = import ./enabled.nix { inherit lib config; };
  looksSecret =
    header: text:
    builtins.match ".*(auth|cookie|key|passw|secret|token).*" (lib.toLower header) != null
    && builtins.match "([A-Za-z]+ )?[A-Za-z0-9_+/=.:~-]{16,}" text != null
    && builtins.match ".*[0-9].*" text != null;
  ofServer =
    name: server:
    map
      (header: ''
        ${
          lib.showOption [
            "programs"
            "mcp-nixgen"
            "servers"
            name
            "headers"
            header
          ]
        }: it looks like a secret, and lies in the Nix store for everyone to read. Write
        { secret = "VAR"; }, with a prefix where it needs one, and say in secrets.VAR where it comes from.
      '')
      (
        lib.attrNames (
          lib.filterAttrs (header: value: lib.isString value && looksSecret header value) server.headers
        )
      );
in
{
  config.warnings = lib.mkIf cfg.enable (
    lib.concatLists (lib.mapAttrsToList ofServer enabled.httpServers)
  );
}
