# A systemd credential: of the service that the server runs in, or an encrypted file that systemd opens.
{ lib, shape }:
{
  script = ./systemd-credential.sh;
  programs = [
    "systemd-creds"
    "systemd-run"
  ];
  read = shape.record {
    shorthand = "name";
    fields = {
      name = {
        # What systemd takes for the name of a credential: the name of a file, and no colon, which ends it in a unit.
        check =
          value:
          lib.optional (
            !(builtins.isString value && builtins.match "[A-Za-z0-9_.@-]+" value != null)
            || value == "."
            || value == ".."
          ) "must be the name of a credential: letters, digits and any of _ . @ -";
        required = true;
      };
      file.check = shape.encryptedPath;
    };
  };
  arguments = settings: [
    settings.name
    (if settings.file == null then "" else "${settings.file}")
  ];
}
