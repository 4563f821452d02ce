# A secret has one provider, and what it names is no file that everybody can read.
{
  lib,
  config,
  at,
  ...
}:
name: server:
let
  inherit (lib) optional;
  given = import ../secret/given.nix { inherit lib; };
  all = import ../secret/providers.nix;
  cfg = config.programs.mcp-nixgen;
  inStore = path: path != null && (lib.hasPrefix "${builtins.storeDir}/" path);

  # The paths of a secret that must not be in the store; an encrypted file may be.
  readable =
    secret:
    lib.concatLists [
      (optional (secret.file != null) {
        option = [ "file" ];
        path = secret.file;
      })
      (optional (secret.envFile != null) {
        option = [ "envFile" ];
        inherit (secret.envFile) path;
      })
      (optional (lib.isAttrs secret.sops) {
        option = [
          "sops"
          "ageKeyFile"
        ];
        path = secret.sops.ageKeyFile;
      })
      (optional (lib.isAttrs secret.keepassxc) {
        option = [
          "keepassxc"
          "keyFile"
        ];
        path = secret.keepassxc.keyFile;
      })
    ];

  numberOfProviders =
    option: secret:
    let
      providers = given secret;
    in
    if providers == [ ] then
      [ "${at name option}: says not where the secret is. Set one of ${lib.concatStringsSep ", " all}." ]
    else
      optional (lib.length providers > 1)
        "${at name option}: has ${toString (lib.length providers)} providers (${lib.concatStringsSep ", " providers}), but can have only one. Remove the others.";

  databaseless =
    secret:
    secret.keepassxc != null
    && cfg.keepassxc.database == null
    && secret.keepassxc.database or null == null;

  check =
    variable: secret:
    let
      option = [
        "secrets"
        variable
      ];
    in
    numberOfProviders option secret
    ++ map (
      file:
      "${
        at name (option ++ file.option)
      }: ${file.path} is in the Nix store, where everybody can read it. Name a file outside of it, as a text: \"~/…\"."
    ) (lib.filter (file: inStore file.path) (readable secret))
    ++ optional (databaseless secret) "${
      at name (option ++ [ "keepassxc" ])
    }: no database is given. Set programs.mcp-nixgen.keepassxc.database.";
in
lib.concatLists (lib.mapAttrsToList check server.secrets)
