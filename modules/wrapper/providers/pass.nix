# An entry of pass, the standard Unix password manager: its first line, unless `line` says otherwise.
{ lib, shape }:
{
  script = ./pass.sh;
  programs = [ "pass" ];
  read = shape.record {
    shorthand = "entry";
    fields = {
      entry = {
        check = shape.operand;
        required = true;
      };
      line = {
        check =
          value:
          lib.optional (
            !(value == "all" || builtins.isInt value && value > 0)
          ) "must be \"all\" or the number of a line, from 1";
        default = 1;
      };
      store.check = shape.encryptedPath;
    };
  };
  arguments = settings: [
    settings.entry
    (toString settings.line)
    (if settings.store == null then "" else "${settings.store}")
  ];
}
