# Attribute sets.
{ lib }:
{
  inherit (builtins)
    attrNames
    attrValues
    catAttrs
    getAttr
    hasAttr
    intersectAttrs
    isAttrs
    listToAttrs
    mapAttrs
    removeAttrs
    zipAttrsWith
    ;

  nameValuePair = name: value: { inherit name value; };
  genAttrs = names: f: builtins.listToAttrs (map (name: lib.nameValuePair name (f name)) names);
  genAttrs' = values: f: builtins.listToAttrs (map f values);
  optionalAttrs = condition: attrs: if condition then attrs else { };

  filterAttrs =
    predicate: attrs:
    builtins.removeAttrs attrs (
      builtins.filter (name: !predicate name attrs.${name}) (builtins.attrNames attrs)
    );
  mapAttrs' = f: attrs: builtins.listToAttrs (lib.mapAttrsToList f attrs);
  mapAttrsToList = f: attrs: map (name: f name attrs.${name}) (builtins.attrNames attrs);
  attrsToList = lib.mapAttrsToList lib.nameValuePair;
  concatMapAttrs = f: attrs: lib.mergeAttrsList (lib.mapAttrsToList f attrs);
  mergeAttrsList = builtins.foldl' (left: right: left // right) { };
  foldlAttrs =
    f: start: attrs:
    builtins.foldl' (value: name: f value name attrs.${name}) start (builtins.attrNames attrs);
  getAttrs = names: attrs: lib.genAttrs names (name: attrs.${name});

  attrByPath =
    path: default: attrs:
    if path == [ ] then
      attrs
    else if attrs ? ${builtins.head path} then
      lib.attrByPath (builtins.tail path) default attrs.${builtins.head path}
    else
      default;
  hasAttrByPath =
    path: attrs:
    path == [ ]
    || (
      attrs ? ${builtins.head path} && lib.hasAttrByPath (builtins.tail path) attrs.${builtins.head path}
    );
  getAttrFromPath =
    path: lib.attrByPath path (throw "cannot find attribute '${builtins.concatStringsSep "." path}'");
  setAttrByPath =
    path: value:
    if path == [ ] then
      value
    else
      { ${builtins.head path} = lib.setAttrByPath (builtins.tail path) value; };

  recursiveUpdate =
    left: right:
    left
    // builtins.mapAttrs (
      name: value:
      if left ? ${name} && builtins.isAttrs left.${name} && builtins.isAttrs value then
        lib.recursiveUpdate left.${name} value
      else
        value
    ) right;

  isDerivation = value: value.type or null == "derivation";
  recurseIntoAttrs = attrs: attrs // { recurseForDerivations = true; };
  dontRecurseIntoAttrs = attrs: attrs // { recurseForDerivations = false; };

  getOutput =
    output: package:
    if !package ? outputSpecified || !package.outputSpecified then
      package.${output} or package.out or package
    else
      package;
  getBin = lib.getOutput "bin";
  getLib = lib.getOutput "lib";
  getDev = lib.getOutput "dev";
}
