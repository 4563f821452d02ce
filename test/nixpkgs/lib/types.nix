# `lib.types`: what values an option takes, and how several definitions of it become one.
{ lib }:
let
  mkOptionType =
    {
      name,
      description ? name,
      # How the description reads inside another one's: "noun", "composite" (… of …), "conjunction" (… or …),
      # "nonRestrictiveClause" (…, meaning …); null: only in parentheses.
      descriptionClass ? null,
      # Looks at the value's outermost shape only; what is inside is checked when it is merged.
      check ? _value: true,
      merge ? lib.mergeDefaultOption,
      emptyValue ? { },
      getSubOptions ? _prefix: { },
      getSubModules ? null,
      substSubModules ? _modules: null,
      # The types that it is made of, by what they are in it.
      nestedTypes ? { },
      # The type for an option declared with this type and with `other`, or null when there is none.
      mergeWith ? other: if other.name == name then lib.types.${name} or null else null,
    }:
    {
      _type = "option-type";
      inherit
        name
        description
        descriptionClass
        check
        merge
        emptyValue
        getSubOptions
        getSubModules
        substSubModules
        nestedTypes
        mergeWith
        ;
    };

  # A type's description in the middle of another one's.
  phrase =
    classes: type:
    if builtins.elem type.descriptionClass classes then type.description else "(${type.description})";

  noun =
    name: description: check: merge:
    mkOptionType {
      inherit
        name
        description
        check
        merge
        ;
      descriptionClass = "noun";
    };

  # Fewer values of a type. Not mergeable with a declaration of the wider one.
  narrowed =
    type: check: more:
    type
    // {
      check = value: type.check value && check value;
      mergeWith = _other: null;
    }
    // more;

  equal = lib.mergeEqualOption;

  base = rec {
    bool = noun "bool" "boolean" builtins.isBool equal;
    int = noun "int" "signed integer" builtins.isInt equal;
    float = noun "float" "floating point number" builtins.isFloat equal;
    number = lib.types.either int float;
    str = noun "str" "string" builtins.isString equal;
    nonEmptyStr = noun "nonEmptyStr" "non-empty string" (
      value: builtins.isString value && builtins.match "[ \t\n]*" value == null
    ) equal;
    singleLineStr = noun "singleLineStr" "(optionally newline-terminated) single-line string" (
      value: builtins.isString value && builtins.match "[^\n\r]*\n?" value != null
    ) (loc: defs: lib.removeSuffix "\n" (equal loc defs));
    strMatching =
      pattern:
      noun "strMatching ${lib.strings.escapeNixString pattern}" "string matching the pattern ${pattern}" (
        value: builtins.isString value && builtins.match pattern value != null
      ) equal;

    separatedString =
      separator:
      noun "separatedString" "strings concatenated with ${builtins.toJSON separator}" builtins.isString (
        _loc: defs: lib.concatMapStringsSep separator (def: def.value) defs
      )
      // {
        mergeWith = _other: null;
      };
    lines = separatedString "\n";
    commas = separatedString ",";
    envVar = separatedString ":";

    ints =
      let
        range = lowest: highest: "${toString lowest} and ${toString highest} (both inclusive)";
        within =
          lowest: highest: value:
          value >= lowest && value <= highest;
        between =
          lowest: highest:
          if lowest > highest then
            throw "ints.between: ${toString lowest} is more than ${toString highest}"
          else
            narrowed int (within lowest highest) {
              name = "intBetween";
              description = "integer between ${range lowest highest}";
            };
        bits =
          sign: count: lowest: highest:
          between lowest highest
          // {
            name = "${sign}Int${toString count}";
            description = "${toString count} bit ${sign} integer; between ${range lowest highest}";
          };
      in
      {
        inherit between;
        unsigned = narrowed int (value: value >= 0) {
          name = "unsignedInt";
          description = "unsigned integer, meaning >=0";
          descriptionClass = "nonRestrictiveClause";
        };
        positive = narrowed int (value: value > 0) {
          name = "positiveInt";
          description = "positive integer, meaning >0";
          descriptionClass = "nonRestrictiveClause";
        };
        u8 = bits "unsigned" 8 0 255;
        u16 = bits "unsigned" 16 0 65535;
        u32 = bits "unsigned" 32 0 4294967295;
      };
    port = ints.u16;

    path = noun "path" "absolute path" (
      value: lib.isStringLike value && builtins.substring 0 1 (toString value) == "/"
    ) equal;
    # A store path in a string gets its context back, and looks like a package.
    package = noun "package" "package" (value: lib.isDerivation value || lib.isStorePath value) (
      loc: defs:
      let
        value = lib.mergeOneOption loc defs;
        inStore = builtins.storePath value;
      in
      if builtins.isPath value || (builtins.isString value && !builtins.hasContext value) then
        {
          type = "derivation";
          name = lib.strings.sanitizeDerivationName (
            builtins.substring 33 (-1) (baseNameOf (toString value))
          );
          outPath = inStore;
          outputs = [ "out" ];
          out = inStore;
          outputName = "out";
        }
      else
        value
    );

    raw = noun "raw" "raw value" (_value: true) lib.mergeOneOption;
    unspecified = noun "unspecified" "unspecified value" (_value: true) lib.mergeDefaultOption;
    attrs = mkOptionType {
      name = "attrs";
      description = "attribute set";
      check = builtins.isAttrs;
      merge = _loc: builtins.foldl' (all: def: all // def.value) { };
      emptyValue.value = { };
    };
    # Sets are merged name by name, functions by what they return; all else has to be equal.
    anything = noun "anything" "anything" (_value: true) (
      loc: defs:
      let
        kindOf =
          value:
          if builtins.isAttrs value && lib.isStringLike value then "package" else builtins.typeOf value;
        kinds = lib.unique (map (def: kindOf def.value) defs);
      in
      if builtins.length kinds > 1 then
        throw "The option `${lib.showOption loc}' has definitions of different types (${toString kinds}), in ${
          lib.showFiles (map (def: def.file) defs)
        }"
      else
        {
          set = (lib.types.lazyAttrsOf anything).merge loc defs;
          package = lib.mergeOneOption loc defs;
          lambda =
            argument:
            anything.merge (loc ++ [ "<function body>" ]) (
              map (def: def // { value = def.value argument; }) defs
            );
        }
        .${builtins.head kinds} or (equal loc defs)
    );
    optionType = noun "optionType" "optionType" (lib.isType "option-type") lib.mergeOneOption;

    enum =
      values:
      let
        show =
          value:
          if builtins.isString value then
            "\"${value}\""
          else if builtins.isInt value then
            toString value
          else if builtins.isBool value then
            lib.boolToString value
          else
            "<${builtins.typeOf value}>";
        count = builtins.length values;
      in
      mkOptionType {
        name = "enum";
        description =
          if count == 0 then
            "impossible (empty enum)"
          else if count == 1 then
            "value ${show (builtins.head values)} (singular enum)"
          else
            "one of ${lib.concatMapStringsSep ", " show values}";
        descriptionClass = if count < 2 then "noun" else "conjunction";
        check = value: builtins.elem value values;
        merge = equal;
        mergeWith =
          other: if other.name == "enum" then enum (lib.unique (values ++ other.values)) else null;
      }
      // {
        inherit values;
      };

    inherit mkOptionType;
    addCheck = type: check: narrowed type check { };
  };
in
{
  inherit mkOptionType;
  isOptionType = lib.isType "option-type";
  types =
    base
    // import ./types-compound.nix { inherit lib mkOptionType phrase; }
    // import ./types-submodule.nix { inherit lib mkOptionType phrase; };
}
