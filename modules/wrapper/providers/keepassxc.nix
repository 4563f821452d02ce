# An attribute of an entry of a KeePass database, through keepassxc-cli.
{ lib, shape }:
{
  script = ./keepassxc.sh;
  programs = [ "keepassxc-cli" ];
  read = shape.record {
    shorthand = "entry";
    fields = {
      entry = {
        check = shape.operand;
        required = true;
      };
      database = {
        check = shape.encryptedPath;
        required = true;
      };
      attribute = {
        check = shape.operand;
        default = "Password";
      };
      keyFile.check = shape.secretPath;
      noPassword = {
        check = shape.flag;
        default = false;
      };
      passwordCommand.check = shape.argv;
    };
    also =
      settings:
      lib.optional (
        settings.noPassword && settings.passwordCommand != null
      ) "noPassword and passwordCommand exclude each other"
      ++ lib.optional (
        settings.noPassword && settings.keyFile == null
      ) "noPassword needs a keyFile (something has to open the database)";
  };
  arguments =
    settings:
    [
      settings.entry
      "${settings.database}"
      settings.attribute
      (shape.nonNull settings.keyFile "")
      (if settings.noPassword then "no-password" else "")
    ]
    ++ map (word: "${word}") (shape.nonNull settings.passwordCommand [ ]);
}
