# A service has one credential of a name.
{ lib, at, ... }:
name: server:
let
  credentials = lib.filterAttrs (_: credential: credential != null) (
    lib.mapAttrs (_: secret: secret.systemdCredential) server.secrets
  );
  variables = lib.attrNames credentials;
  clash =
    one: other:
    credentials.${one}.name == credentials.${other}.name
    && "${toString credentials.${one}.file}" != "${toString credentials.${other}.file}";
  path =
    variable:
    at name [
      "secrets"
      variable
      "systemdCredential"
    ];
  message =
    one: other:
    "${path one}: the credential '${credentials.${one}.name}' is another file in ${path other}. Give one of them another name.";
  pairs =
    variables:
    if variables == [ ] then
      [ ]
    else
      map (message (lib.head variables)) (lib.filter (clash (lib.head variables)) (lib.tail variables))
      ++ pairs (lib.tail variables);
in
lib.optionals (server.transport == "http") (pairs variables)
