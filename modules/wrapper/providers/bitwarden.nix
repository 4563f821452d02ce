# A field of a Bitwarden item, through `bw`.
{ shape, ... }:
{
  script = ./bitwarden.sh;
  programs = [ "bw" ];
  read = shape.record {
    shorthand = "item";
    fields = {
      item = {
        check = shape.operand;
        required = true;
      };
      # The objects of `bw get` that are one text.
      field = {
        check = shape.oneOf [
          "notes"
          "password"
          "totp"
          "uri"
          "username"
        ];
        default = "password";
      };
    };
  };
  arguments = settings: [
    settings.item
    settings.field
  ];
}
