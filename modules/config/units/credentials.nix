# The service's LoadCredential=: its systemd credentials, which the start script then finds in $CREDENTIALS_DIRECTORY.
{ lib }:
server:
let
  credentials = lib.filter (credential: credential != null) (
    map (secret: secret.systemdCredential) (lib.attrValues server.secrets)
  );
  # What the start script expands by itself, systemd has specifiers for.
  specifier =
    lib.replaceStrings
      [
        "~/"
        "$HOME/"
        "\${HOME}/"
        "$XDG_RUNTIME_DIR/"
        "\${XDG_RUNTIME_DIR}/"
        "%r/"
        "$XDG_CONFIG_HOME/"
        "\${XDG_CONFIG_HOME}/"
      ]
      [
        "%h/"
        "%h/"
        "%h/"
        "%t/"
        "%t/"
        "%t/"
        "%E/"
        "%E/"
      ];
  plain = lib.filter (credential: credential.file == null) credentials;
  encrypted = lib.filter (credential: credential.file != null) credentials;
in
lib.optionalAttrs (plain != [ ]) {
  LoadCredential = lib.unique (map (credential: credential.name) plain);
}
// lib.optionalAttrs (encrypted != [ ]) {
  LoadCredentialEncrypted = lib.unique (
    map (credential: "${credential.name}:${specifier "${credential.file}"}") encrypted
  );
}
