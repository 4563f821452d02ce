# A plain file: its bytes are the value.
{ shape, ... }:
{
  script = ./file.sh;
  programs = [ ];
  read = shape.record {
    shorthand = "path";
    shorthandTakes = value: builtins.isString value || builtins.isPath value;
    fields.path = {
      check = shape.secretPath;
      required = true;
    };
  };
  arguments = settings: [ settings.path ];
}
