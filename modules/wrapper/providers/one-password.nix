# A field of a 1Password item, by its secret reference, through `op`.
{ lib, shape }:
{
  script = ./one-password.sh;
  programs = [ "op" ];
  read = shape.record {
    shorthand = "reference";
    fields.reference = {
      check =
        value:
        lib.optional (
          !(builtins.isString value && builtins.match "op://[^/]+/[^/]+/.+" value != null)
        ) "must be like op://vault/item/field";
      required = true;
    };
  };
  arguments = settings: [ settings.reference ];
}
