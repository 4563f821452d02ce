# Types made of other types.
{
  lib,
  mkOptionType,
  phrase,
}:
let
  inherit (lib.modules) mergeDefinitions;

  # `wrap` of the two element types merged, where both can be.
  mergeElements =
    name: element: wrap: other:
    let
      merged = if other.name == name then element.mergeWith other.nestedTypes.elemType else null;
    in
    if merged == null then null else wrap merged;

  attrsWith =
    {
      elemType,
      lazy ? false,
      placeholder ? "name",
    }:
    let
      name = if lazy then "lazyAttrsOf" else "attrsOf";
      again =
        element:
        attrsWith {
          elemType = element;
          inherit lazy placeholder;
        };
    in
    mkOptionType {
      inherit name;
      description = "${lib.optionalString lazy "lazy "}attribute set of ${
        phrase [
          "noun"
          "composite"
        ] elemType
      }";
      descriptionClass = "composite";
      check = builtins.isAttrs;
      merge =
        loc: defs:
        let
          named = builtins.zipAttrsWith (name: mergeDefinitions (loc ++ [ name ]) elemType) (
            map (def: builtins.mapAttrs (_: value: def // { inherit value; }) def.value) defs
          );
        in
        if lazy then
          # Whether a name is there may not depend on conditions, or looking one up would evaluate all.
          builtins.mapAttrs (
            _: one: if one.isDefined then one.mergedValue else elemType.emptyValue.value or one.mergedValue
          ) named
        else
          builtins.mapAttrs (_: one: one.mergedValue) (lib.filterAttrs (_: one: one.isDefined) named);
      emptyValue.value = { };
      getSubOptions = prefix: elemType.getSubOptions (prefix ++ [ "<${placeholder}>" ]);
      inherit (elemType) getSubModules;
      substSubModules = modules: again (elemType.substSubModules modules);
      mergeWith = mergeElements name elemType again;
      nestedTypes = { inherit elemType; };
    };

in
rec {
  inherit attrsWith;
  attrsOf = elemType: attrsWith { inherit elemType; };
  lazyAttrsOf =
    elemType:
    attrsWith {
      inherit elemType;
      lazy = true;
    };

  listOf =
    elemType:
    mkOptionType {
      name = "listOf";
      description = "list of ${
        phrase [
          "noun"
          "composite"
        ] elemType
      }";
      descriptionClass = "composite";
      check = builtins.isList;
      merge =
        loc: defs:
        let
          entry =
            def: n: m: value:
            mergeDefinitions (loc ++ [ "[definition ${toString n}-entry ${toString m}]" ]) elemType [
              (def // { inherit value; })
            ];
          entries = lib.concatLists (lib.imap1 (n: def: lib.imap1 (entry def n) def.value) defs);
        in
        map (one: one.mergedValue) (builtins.filter (one: one.isDefined) entries);
      emptyValue.value = [ ];
      getSubOptions = prefix: elemType.getSubOptions (prefix ++ [ "*" ]);
      inherit (elemType) getSubModules;
      substSubModules = modules: listOf (elemType.substSubModules modules);
      mergeWith = mergeElements "listOf" elemType listOf;
      nestedTypes = { inherit elemType; };
    };

  nonEmptyListOf =
    elemType:
    lib.types.addCheck (listOf elemType) (list: list != [ ])
    // {
      description = "non-empty ${phrase [ "noun" ] (listOf elemType)}";
      emptyValue = { };
      substSubModules = modules: nonEmptyListOf (elemType.substSubModules modules);
    };

  nullOr =
    elemType:
    mkOptionType {
      name = "nullOr";
      description = "null or ${
        phrase [
          "noun"
          "conjunction"
        ] elemType
      }";
      descriptionClass = "conjunction";
      check = value: value == null || elemType.check value;
      merge =
        loc: defs:
        let
          nulls = builtins.filter (def: def.value == null) defs;
        in
        if nulls == [ ] then
          elemType.merge loc defs
        else if builtins.length nulls == builtins.length defs then
          null
        else
          throw "The option `${lib.showOption loc}' is defined both null and not null, in ${
            lib.showFiles (map (def: def.file) defs)
          }.";
      emptyValue.value = null;
      inherit (elemType) getSubOptions getSubModules;
      substSubModules = modules: nullOr (elemType.substSubModules modules);
      mergeWith = mergeElements "nullOr" elemType nullOr;
      nestedTypes = { inherit elemType; };
    };

  # Definitions are all of the first type or all of the second; the first is tried first.
  either =
    first: second:
    mkOptionType {
      name = "either";
      description =
        if first.descriptionClass == "nonRestrictiveClause" then
          "${first.description}, or ${
            phrase [
              "noun"
              "conjunction"
            ] second
          }"
        else
          "${
            phrase [
              "noun"
              "conjunction"
            ] first
          } or ${
            phrase [
              "noun"
              "conjunction"
              "composite"
            ] second
          }";
      descriptionClass = "conjunction";
      check = value: first.check value || second.check value;
      merge =
        loc: defs:
        let
          allOf = type: builtins.all (def: type.check def.value) defs;
        in
        if allOf first then
          first.merge loc defs
        else if allOf second then
          second.merge loc defs
        else
          throw "A definition for option `${lib.showOption loc}' is not of type `${first.description}' and another not of type `${second.description}'. Definition values:${lib.showDefs defs}";
      mergeWith = _other: null;
      nestedTypes = {
        left = first;
        right = second;
      };
    };
  oneOf =
    types:
    if types == [ ] then
      throw "types.oneOf takes at least one type"
    else
      builtins.foldl' either (builtins.head types) (builtins.tail types);

  coercedTo =
    from: convert: to:
    mkOptionType {
      name = "coercedTo";
      description = "${phrase [ "noun" ] to} or ${phrase [ "noun" ] from} convertible to it";
      check = value: (from.check value && to.check (convert value)) || to.check value;
      merge =
        loc: defs:
        to.merge loc (
          map (def: def // { value = if from.check def.value then convert def.value else def.value; }) defs
        );
      inherit (to) emptyValue getSubOptions getSubModules;
      substSubModules = modules: coercedTo from convert (to.substSubModules modules);
      nestedTypes = {
        coercedType = from;
        finalType = to;
      };
      mergeWith = _other: null;
    };

  # A function; several definitions are called all, and their results merged.
  functionTo =
    elemType:
    mkOptionType {
      name = "functionTo";
      description = "function that evaluates to a(n) ${
        phrase [
          "noun"
          "composite"
        ] elemType
      }";
      descriptionClass = "composite";
      check = lib.isFunction;
      merge =
        loc: defs: argument:
        (mergeDefinitions (loc ++ [ "<function body>" ]) elemType (
          map (def: def // { value = def.value argument; }) defs
        )).mergedValue;
      getSubOptions = prefix: elemType.getSubOptions (prefix ++ [ "<function body>" ]);
      mergeWith = _other: null;
    };

  uniq =
    type:
    type
    // {
      merge =
        loc: defs: if builtins.length defs == 1 then type.merge loc defs else lib.mergeOneOption loc defs;
      mergeWith = _other: null;
    };
}
