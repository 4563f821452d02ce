# What a program prints.
{ shape, ... }:
{
  script = ./command.sh;
  programs = [ ];
  read = shape.record {
    shorthand = "argv";
    shorthandTakes = builtins.isList;
    fields.argv = {
      check = shape.argv;
      required = true;
    };
  };
  arguments = settings: map (word: "${word}") settings.argv;
}
