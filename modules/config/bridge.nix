# The bridge of an HTTP server: a wrapper whose program offers the server on stdio, for clients that cannot have it as it
# is, and that finds the headers' secrets when it starts. `program` is there where it `exists`.
{
  lib,
  pkgs,
  config,
}:
name: server:
let
  inherit (config.programs.mcp-nixgen) package;
  mkMcpWrapper = pkgs.callPackage ../mk-mcp-wrapper.nix { };
  forWrapper = import ./secret/for-wrapper.nix {
    inherit lib;
    home = { inherit config; };
  };
  used = map (header: header.secret) (lib.filter lib.isAttrs (lib.attrValues server.headers));
  secrets = lib.filterAttrs (variable: _: lib.elem variable used) server.secrets;

  # systemd gives it to the service alone.
  isTheServices =
    secret: secret.systemdCredential != null && secret.systemdCredential.file or null == null;
  # The program would refuse the others.
  isPrivate =
    builtins.match "https://.*|http://(([a-z0-9-]+[.])*localhost|127([.][0-9]+){3}|\\[::1])([:/?#].*)?" (
      lib.toLower server.url
    ) != null;

  literal = lib.replaceStrings [ "\${" ] [ "$\${" ];
  valueOf =
    value: if lib.isString value then literal value else "${literal value.prefix}\${${value.secret}}";
  wrapper = mkMcpWrapper {
    name = "${name}-bridge";
    inherit package;
    inherit (server) secretTimeout;
    binary = "mcp-nixgen";
    args = [
      "bridge"
      server.url
    ]
    ++ lib.mapAttrsToList (header: value: "--header=${header}: ${valueOf value}") server.headers;
    # Without the value there is no header to send.
    secrets = lib.mapAttrs (
      variable: secret: forWrapper "secrets.${variable}" (secret // { optional = false; })
    ) secrets;
    slice = "mcp-servers.slice";
  };
in
{
  exists =
    package != null && !lib.any isTheServices (lib.attrValues secrets) && (secrets == { } || isPrivate);
  program = "${wrapper}/bin/mcp-${name}-bridge";
}
