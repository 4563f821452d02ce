# A variable out of a file of KEY=value lines; ../README.md has the grammar.
{ lib, shape }:
{
  script = ./env-file.sh;
  programs = [ ];
  read = shape.record {
    shorthand = "path";
    shorthandTakes = value: builtins.isString value || builtins.isPath value;
    fields = {
      path = {
        check = shape.secretPath;
        required = true;
      };
      # Without it, the variable that the secret is for.
      key.check =
        value:
        lib.optional (
          !(builtins.isString value && builtins.match "[A-Za-z_][A-Za-z0-9_.-]*" value != null)
        ) "must be a name of letters, digits, _, . and -";
    };
  };
  arguments = settings: [
    settings.path
    (shape.nonNull settings.key "")
  ];
}
