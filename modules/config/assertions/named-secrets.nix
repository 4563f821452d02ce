# Secrets that another module manages: it has to be there, and to know them.
{
  lib,
  config,
  options,
  at,
  ...
}:
name: server:
let
  inherit (lib) optional;
  sops =
    where: secret:
    optional (secret.sops.name or null != null && !options ? sops)
      "${where}.sops: sops-nix is not there. Import its Home-Manager module, or say { file = …; key = \"${secret.sops.name}\"; } instead of a name.";
  agenix =
    where: secret:
    if secret.agenix == null then
      [ ]
    else if !options ? age then
      [ "${where}.agenix: agenix is not there. Import its Home-Manager module." ]
    else
      optional (!config.age.secrets ? ${secret.agenix})
        "${where}.agenix: there is no ${
          lib.showOption [
            "age"
            "secrets"
            secret.agenix
          ]
        }. Declare it, with its file.";
  check =
    variable: secret:
    let
      where = at name [
        "secrets"
        variable
      ];
    in
    sops where secret ++ agenix where secret;
in
lib.concatLists (lib.mapAttrsToList check server.secrets)
