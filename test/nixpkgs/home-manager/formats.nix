# `pkgs.formats`: JSON and INI.
{
  lib,
  runCommand,
  writeText,
}:
let
  inherit (lib) types;
in
{
  json =
    { }:
    {
      type =
        let
          value =
            types.nullOr (
              types.oneOf [
                types.bool
                types.int
                types.float
                types.str
                types.path
                (types.attrsOf value)
                (types.listOf value)
              ]
            )
            // {
              description = "JSON value";
            };
        in
        value;
      generate =
        name: value:
        runCommand name
          {
            value = builtins.toJSON value;
            passAsFile = [ "value" ];
          }
          ''
            python3 -c 'import json, sys; json.dump(json.load(open(sys.argv[1])), open(sys.argv[2], "w"), indent=2, ensure_ascii=False); open(sys.argv[2], "a").write("\n")' "$valuePath" "$out"
          '';
    };

  ini =
    {
      listsAsDuplicateKeys ? false,
    }:
    {
      type =
        let
          atom =
            types.nullOr (
              types.oneOf [
                types.bool
                types.int
                types.float
                types.str
              ]
            )
            // {
              description = "INI atom (null, bool, int, float or string)";
            };
        in
        types.attrsOf (
          types.attrsOf (if listsAsDuplicateKeys then types.either atom (types.listOf atom) else atom)
        );
      generate =
        name: value: writeText name (lib.generators.toINI { inherit listsAsDuplicateKeys; } value);
    };
}
