# Names become attributes, files, units and keys of clients' configuration.
{ lib, at, ... }:
name: server:
let
  variables = import ../../wrapper/variables.nix { inherit lib; };
  ofVariables =
    option:
    lib.concatMap (
      variable:
      variables.problems (at name [
        option
        variable
      ]) variable
    ) (lib.attrNames server.${option});
  reserved = (import ../../wrapper/reserved-names.nix { inherit lib; }).problem name;
  both = lib.attrNames (builtins.intersectAttrs server.env server.secrets);
in
lib.optional (builtins.match "[A-Za-z][A-Za-z0-9._-]{0,99}" name == null)
  "${at name [ ]}: not a server's name: it starts with a letter and has only letters, digits, '.', '_' and '-', at most 100."
++ lib.optional (
  reserved != null
) "${at name [ ]}: the name is taken: ${reserved}. Give the server another name."
++ map (message: "${message}.") (ofVariables "env" ++ ofVariables "secrets")
++
  lib.optional (server.secrets ? LC_ALL)
    "${
      at name [
        "secrets"
        "LC_ALL"
      ]
    }: a locale is no secret. Put it in env."
++ map (
  variable:
  "${
    at name [
      "env"
      variable
    ]
  }: is also in ${at name [ "secrets" ]}. Remove one of them."
) both
