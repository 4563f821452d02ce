# Values as text: INI, key=value, JSON, and Nix for people to read.
{ lib }:
let
  mkValueStringDefault =
    { }:
    value:
    if builtins.isBool value then
      lib.boolToString value
    else if value == null then
      "null"
    else if builtins.isString value || lib.isDerivation value || builtins.isInt value then
      toString value
    else if builtins.isFloat value then
      builtins.toJSON value
    else
      throw "generators.mkValueStringDefault: a ${builtins.typeOf value} is not supported";

  mkKeyValueDefault =
    {
      mkValueString ? mkValueStringDefault { },
    }:
    separator: key: value:
    "${lib.escape [ separator ] key}${separator}${mkValueString value}";

  toKeyValue =
    {
      mkKeyValue ? mkKeyValueDefault { } "=",
      listsAsDuplicateKeys ? false,
      indent ? "",
    }:
    attrs:
    lib.concatStrings (
      lib.concatLists (
        lib.mapAttrsToList (
          key: value:
          map (one: "${indent}${mkKeyValue key one}\n") (
            if listsAsDuplicateKeys then lib.toList value else [ value ]
          )
        ) attrs
      )
    );

  toINI =
    {
      mkSectionName ? lib.escape [
        "["
        "]"
      ],
      mkKeyValue ? mkKeyValueDefault { } "=",
      listsAsDuplicateKeys ? false,
    }:
    sections:
    lib.concatMapAttrsStringSep "\n" (
      name: values:
      "[${mkSectionName name}]\n" + toKeyValue { inherit mkKeyValue listsAsDuplicateKeys; } values
    ) sections;

  # Nix text, near enough to be read as such: functions and derivations are named only.
  toPretty =
    {
      allowPrettyValues ? false,
      multiline ? true,
      indent ? "",
    }:
    let
      show =
        indent: value:
        let
          before = if multiline then "\n${indent}  " else " ";
          after = if multiline then "\n${indent}" else " ";
          inner = show "${indent}  ";
          enclosed =
            opening: items: closing:
            opening + before + builtins.concatStringsSep before items + after + closing;

          plain = lib.escape [
            "\\"
            "\""
            "\${"
          ];
          indented = builtins.replaceStrings [ "\${" "''" ] [ "''\${" "'''" ];
          lines = lib.splitString "\n" value;
          lastLine = indented (lib.last lines);
          text =
            if multiline && builtins.length lines > 1 then
              "''"
              + lib.concatMapStrings (line: before + indented line) (lib.init lines)
              + (if lastLine == "" then after else before + lastLine)
              + "''"
            else
              "\"${lib.concatMapStringsSep "\\n" plain lines}\"";

          arguments = lib.functionArgs value;
          lambda =
            if arguments == { } then
              "<function>"
            else
              "<function, args: {${
                lib.concatMapAttrsStringSep ", " (name: optional: name + lib.optionalString optional "?") arguments
              }}>";

          set =
            if allowPrettyValues && value ? __pretty && value ? val then
              value.__pretty value.val
            else if value == { } then
              "{ }"
            else if lib.isDerivation value then
              "<derivation ${value.name or "???"}>"
            else if lib.isFunction value then
              lambda
            else
              enclosed "{" (lib.mapAttrsToList (
                name: item: "${lib.strings.escapeNixIdentifier name} = ${inner item};"
              ) value) "}";
        in
        {
          int = toString value;
          float = builtins.toJSON value;
          bool = lib.boolToString value;
          null = "null";
          path = toString value;
          string = text;
          list = if value == [ ] then "[ ]" else enclosed "[" (map inner value) "]";
          lambda = lambda;
          set = set;
        }
        .${builtins.typeOf value};
    in
    show indent;

  # What lies deeper than a limit is not evaluated.
  withRecursion =
    {
      depthLimit,
      throwOnDepthLimit ? true,
    }:
    let
      tooDeep = depth: depth > depthLimit;
      descend =
        depth: value:
        if builtins.isAttrs value then
          builtins.mapAttrs (
            name: item: if lib.hasPrefix "__" name then item else step (depth + 1) item
          ) value
        else if builtins.isList value then
          map (step (depth + 1)) value
        else if tooDeep (depth + 1) then
          refuse
        else
          value;
      step = depth: value: if tooDeep depth then refuse else descend depth value;
      refuse =
        if throwOnDepthLimit then
          throw "generators.withRecursion: deeper than ${toString depthLimit}"
        else
          "<unevaluated>";
    in
    descend 0;
in
{
  generators = {
    inherit
      mkValueStringDefault
      mkKeyValueDefault
      toKeyValue
      toINI
      toPretty
      withRecursion
      ;
    toJSON = { }: builtins.toJSON;
  };
}
