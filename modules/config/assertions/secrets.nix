# A secret has one provider, which is written as it has to be and names no file that everybody can read.
{
  lib,
  config,
  at,
  ...
}:
name: server:
let
  providers = import ../secret/providers.nix { inherit lib config; };
  check =
    variable: secret:
    let
      where = at name [
        "secrets"
        variable
      ];
      # The provider is an option, too.
      place = provider: where + lib.optionalString (provider != null) ".${provider}";
    in
    map (message: "${message}.") (providers.problemsAt place secret);
in
lib.concatLists (lib.mapAttrsToList check server.secrets)
