# The service's LoadCredential= and LoadCredentialEncrypted=: its systemd credentials, which the start script then finds
# in $CREDENTIALS_DIRECTORY.
{ lib, xdg }:
server:
let
  secrets = lib.filter (secret: secret.systemdCredential != null) (lib.attrValues server.secrets);
  credentialsOf = map (secret: secret.systemdCredential);
  literal = lib.replaceStrings [ "%" ] [ "%%" ];

  variable = name: folder: {
    ${"$" + name} = folder;
    ${"$" + "{${name}}"} = folder;
  };
  # What the start script expands by itself, by its first part, in systemd's words. Only those that mean the same in
  # every version: a user manager had no %D before version 255, and an %S that was $XDG_CONFIG_HOME before 254.
  folders = {
    "" = "";
    "~" = "%h";
    "%h" = "%h";
    "%r" = "%t";
    "%t" = "%t";
  }
  // variable "HOME" "%h"
  // variable "XDG_RUNTIME_DIR" "%t"
  // variable "XDG_CONFIG_HOME" "%E"
  // variable "XDG_CACHE_HOME" "%C"
  // variable "XDG_DATA_HOME" (literal xdg.dataHome)
  // variable "XDG_STATE_HOME" (literal xdg.stateHome);

  # A path as a unit's file has it; null: it cannot be said there.
  inUnit =
    path:
    let
      parts = lib.splitString "/" path;
      folder = folders.${lib.head parts} or null;
      # The rest of a line of a unit's file, which has no quotes; and systemd takes no path that is not normal.
      canBeSaid =
        builtins.match "[^[:cntrl:]]*[^[:cntrl:][:space:]]" path != null
        && !lib.hasSuffix "\\" path
        && lib.all (part: part != "" && part != "." && part != "..") (lib.tail parts);
    in
    if folder == null || !canBeSaid then
      null
    else
      "${folder}${literal (lib.removePrefix (lib.head parts) path)}";

  # systemd passes over one of these that it does not have.
  plain = lib.filter (credential: credential.file == null) (credentialsOf secrets);
  # Without one of these it does not start the service. So an optional one is left to the start script, which has systemd
  # decrypt the file; and so is what a unit cannot say.
  encrypted = lib.filter ({ path, ... }: path != null) (
    map
      (credential: {
        inherit (credential) name;
        path = inUnit "${credential.file}";
      })
      (
        lib.filter (credential: credential.file != null) (
          credentialsOf (lib.filter (secret: !secret.optional) secrets)
        )
      )
  );
in
lib.optionalAttrs (plain != [ ]) {
  LoadCredential = lib.unique (map (credential: credential.name) plain);
}
// lib.optionalAttrs (encrypted != [ ]) {
  LoadCredentialEncrypted = lib.unique (
    map (credential: "${credential.name}:${credential.path}") encrypted
  );
}
