# Headers of an HTTP server: names that are names, and secrets that are there.
{
  lib,
  config,
  pkgs,
  at,
  ...
}:
name: server:
let
  inherit (lib) optional;
  enabled = import ../enabled.nix { inherit lib config; };
  bridge = import ../bridge.nix { inherit lib pkgs config; } name server;
  headers = lib.attrNames server.headers;
  secrets = lib.filterAttrs (_: lib.isAttrs) server.headers;
  ofHeader =
    header:
    at name [
      "headers"
      header
    ];
  sameName = header: other: other != header && lib.toLower other == lib.toLower header;
  nameProblems =
    header:
    optional (
      builtins.match "[A-Za-z0-9!#$%&'*+.^_`|~-]+" header == null
    ) "${ofHeader header}: not a header's name: it has only letters, digits and any of !#$%&'*+.^_`|~-."
    ++ map (
      other:
      "${ofHeader header}: is the same header as ${ofHeader other}, for letter case does not count. Remove one of them."
    ) (lib.filter (other: sameName header other && header < other) headers);
  secretProblems =
    header: value:
    optional (!(server.secrets ? ${value.secret}))
      "${ofHeader header}.secret: there is no secret '${value.secret}' of this server. Declare ${
        at name [
          "secrets"
          value.secret
        ]
      }, or name another."
    ++
      optional
        (lib.elem "programs-mcp" (enabled.clientsOf server) && server.url != null && !bridge.exists)
        "${ofHeader header}: home-manager's programs.mcp can be told no secret, and there is no bridge to the server: that takes programs.mcp-nixgen.package, a secret that others than the service can have, and a URL that others on the network cannot listen to. Set ${at name [ "clients" ]} to clients without programs-mcp.";
in
# no-effect.nix tells of those that a stdio server has.
lib.optionals (server.transport == "http") (
  lib.concatMap nameProblems headers ++ lib.concatLists (lib.mapAttrsToList secretProblems secrets)
)
