# What a stdio server's process can have.
{
  lib,
  pkgs,
  at,
  ...
}:
name: server:
let
  inherit (lib) optional;
  limited = lib.attrNames (lib.filterAttrs (_: limit: limit != null) server.limits);
in
lib.optionals (server.transport == "stdio") (
  optional (
    !server.scope && server.requireScope
  ) "${at name [ "requireScope" ]}: scope is false. Set one of the two."
  ++ map (
    limit:
    "${
      at name [
        "limits"
        limit
      ]
    }: only a scope can be limited, and scope is false. Remove the limit, or let it have its scope."
  ) (lib.optionals (!server.scope) limited)
  ++ optional (
    server.requireScope && !pkgs.stdenv.hostPlatform.isLinux
  ) "${at name [ "requireScope" ]}: scopes need systemd, which this system does not have."
)
