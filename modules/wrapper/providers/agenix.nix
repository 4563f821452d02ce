# A secret that agenix has decrypted into a file.
{ shape, ... }:
{
  script = ./agenix.sh;
  programs = [ ];
  read = shape.record {
    shorthand = "name";
    fields = {
      name = {
        check = shape.text;
        required = true;
      };
      path.check = shape.secretPath;
    };
  };
  arguments =
    settings:
    [ settings.name ]
    ++ (
      if settings.path != null then
        [ settings.path ]
      else
        [
          "$XDG_RUNTIME_DIR/agenix/${settings.name}"
          "/run/agenix/${settings.name}"
        ]
    );
}
