# How several definitions of one option become its value.
{ lib }:
let
  valuesOf = map (def: def.value);
  hint = "\nUse `lib.mkForce value` or `lib.mkDefault value` to change the priority on any of these definitions.";
in
{
  mergeOneOption =
    loc: defs:
    if builtins.length defs == 1 then
      (builtins.head defs).value
    else
      throw "The option `${lib.showOption loc}' is defined multiple times while it's expected to be unique. Definition values:${lib.showDefs defs}${hint}";

  mergeEqualOption =
    loc: defs:
    let
      first = builtins.head defs;
      other = lib.findFirst (def: def.value != first.value) null (builtins.tail defs);
    in
    if other == null then
      first.value
    else
      throw "The option `${lib.showOption loc}' has conflicting definition values:${
        lib.showDefs [
          first
          other
        ]
      }${hint}";

  # For types that say nothing of merging: by what the values are.
  mergeDefaultOption =
    loc: defs:
    let
      values = valuesOf defs;
      all = predicate: builtins.all predicate values;
    in
    if builtins.length values == 1 then
      builtins.head values
    else if all lib.isFunction then
      argument: lib.mergeDefaultOption loc (map (def: def // { value = def.value argument; }) defs)
    else if all builtins.isList then
      lib.concatLists values
    else if all builtins.isAttrs then
      lib.mergeAttrsList values
    else if all builtins.isBool then
      lib.any lib.id values
    else if all builtins.isString then
      lib.concatStrings values
    else if all builtins.isInt && builtins.length (lib.unique values) == 1 then
      builtins.head values
    else
      throw "Cannot merge definitions of `${lib.showOption loc}'. Definition values:${lib.showDefs defs}";

  getValues = valuesOf;
  getFiles = map (def: def.file);
}
