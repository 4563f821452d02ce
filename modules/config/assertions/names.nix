# Names become attributes, files, units and keys of clients' configuration.
{ lib, at, ... }:
name: server:
let
  legalVariable = variable: builtins.match "[A-Za-z_][A-Za-z0-9_]*" variable != null;
  wrongVariables =
    option: lib.filter (variable: !legalVariable variable) (lib.attrNames server.${option});
  variableMessages =
    option:
    map (
      variable:
      "${
        at name [
          option
          variable
        ]
      }: not a name of an environment variable: it has letters, digits and _, and starts with no digit."
    ) (wrongVariables option);
  both = lib.attrNames (builtins.intersectAttrs server.env server.secrets);
in
lib.optional (builtins.match "[A-Za-z][A-Za-z0-9._-]{0,99}" name == null)
  "${at name [ ]}: not a server's name: it starts with a letter and has only letters, digits, '.', '_' and '-', at most 100."
++ variableMessages "env"
++ variableMessages "secrets"
++ map (
  variable:
  "${
    at name [
      "env"
      variable
    ]
  }: is also in ${at name [ "secrets" ]}. Remove one of them."
) both
