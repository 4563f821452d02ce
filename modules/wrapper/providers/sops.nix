# A secret that sops-nix has put down as a file (`name`, with `path` where the module knows it), or one that
# `sops decrypt --extract` takes out of an encrypted file at run time (`file` and `key`).
{ lib, shape }:
let
  parts = key: if builtins.isList key then key else lib.splitString "/" key;
  isPart =
    part: builtins.isInt part || (builtins.isString part && part != "" && !(lib.hasInfix "[" part));
in
{
  script = ./sops.sh;
  programs = [ "sops" ];
  read = shape.record {
    shorthand = "name";
    fields = {
      name.check = shape.text;
      path.check = shape.secretPath;
      file.check = shape.encryptedPath;
      # "a/b" or [ "a" "b" ]; a number is the index into a list. Without it: the whole file.
      key.check =
        value:
        lib.optional (
          !(builtins.isString value || builtins.isList value)
          || value == [ ]
          || lib.findFirst (part: !(isPart part)) null (parts value) != null
        ) "must be like \"a/b\", or a list of names (without [, which sops takes for its own) and indexes";
      ageKeyFile.check = shape.secretPath;
    };
    also =
      settings:
      lib.optional (
        (settings.name == null) == (settings.file == null)
      ) "needs either name (of sops-nix) or file, and not both"
      ++ lib.optional (
        settings.name != null && (settings.key != null || settings.ageKeyFile != null)
      ) "key and ageKeyFile go with file, not with name"
      ++ lib.optional (
        settings.file != null && settings.path != null
      ) "path goes with name, not with file";
  };
  arguments =
    settings:
    if settings.name != null then
      [
        "installed"
        settings.name
      ]
      ++ (
        if settings.path != null then
          [ settings.path ]
        else
          [
            "$XDG_CONFIG_HOME/sops-nix/secrets/${settings.name}"
            "/run/secrets/${settings.name}"
          ]
      )
    else
      [
        "decrypt"
        "${settings.file}"
        (lib.optionalString (settings.key != null) (
          lib.concatMapStrings (
            # As sops reads it: quotes around a name, and nothing is escaped.
            part: if builtins.isInt part then "[${toString part}]" else "[\"${part}\"]"
          ) (parts settings.key)
        ))
        (shape.nonNull settings.ageKeyFile "")
      ];
}
