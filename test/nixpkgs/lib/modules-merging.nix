# What modules declare and define, as one tree of options with their values.
{ lib }:
let
  inherit (lib) showOption;
  inherit (lib.properties) pushDown resolve;

  # One option out of all its declarations `{ file; option; pos; }`.
  declare =
    loc: declarations:
    let
      # Whoever declares the option declares the options inside its type too.
      located =
        { file, option, ... }:
        let
          type = option.type or lib.types.unspecified;
        in
        if type.getSubModules or null == null then
          type
        else
          type.substSubModules (
            map (module: {
              _file = file;
              imports = [ module ];
            }) type.getSubModules
          );
      both =
        all: declaration:
        let
          inherit (declaration) file option;
          type = all.type.mergeWith (located declaration);
          clash = builtins.any (name: all ? ${name} && option ? ${name}) [
            "default"
            "example"
            "description"
            "apply"
          ];
        in
        if clash || (option ? type && type == null) then
          throw "The option `${showOption loc}' in `${file}' is already declared in ${lib.showFiles all.declarations}."
        else
          option
          // all
          // {
            type = if option ? type then type else all.type;
            declarations = all.declarations ++ [ file ];
            declarationPositions = all.declarationPositions ++ [ declaration.pos ];
          };
      first = builtins.head declarations;
    in
    builtins.foldl' both (
      first.option
      // {
        inherit loc;
        type = located first;
        declarations = [ first.file ];
        declarationPositions = [ first.pos ];
      }
    ) (builtins.tail declarations);

  mergeDefinitions =
    loc: type: defs:
    let
      resolved = resolve defs;
      wrong = builtins.filter (def: !type.check def.value) resolved.defs;
      isDefined = resolved.defs != [ ];
    in
    {
      inherit isDefined;
      inherit (resolved) highestPrio;
      defsFinal = resolved.defs;
      mergedValue =
        if !isDefined then
          type.emptyValue.value
            or (throw "The option `${showOption loc}' was accessed but has no value defined. Try setting the option.")
        else if wrong != [ ] then
          throw "A definition for option `${showOption loc}' is not of type `${type.description}'. Definition values:${lib.showDefs wrong}"
        else
          type.merge loc resolved.defs;
    };

  evalOptionValue =
    loc: option: defs:
    let
      default = lib.optional (option ? default) {
        file = builtins.head option.declarations;
        value = lib.mkOptionDefault option.default;
      };
      all = default ++ defs;
      merged =
        if option.readOnly or false && builtins.length all > 1 then
          throw "The option `${showOption loc}' is read-only, but it's set multiple times. Definition values:${lib.showDefs defs}"
        else
          mergeDefinitions loc option.type all;
    in
    option
    // {
      value = builtins.addErrorContext "while evaluating the option `${showOption loc}':" (
        (option.apply or lib.id) merged.mergedValue
      );
      inherit (merged) isDefined highestPrio;
      definitions = map (def: def.value) merged.defsFinal;
      files = map (def: def.file) merged.defsFinal;
      definitionsWithLocations = merged.defsFinal;
      __toString = _: showOption loc;
    };

  # Declarations `{ file; options; }` and definitions `{ file; config; }` below one path: the tree of evaluated
  # options, and the definitions that no option takes, as `{ file; path; value; }`.
  mergeLevel =
    path: declarations: definitions:
    let
      together = builtins.zipAttrsWith (_: lib.id);
      where = if path == [ ] then "the top level" else "`${showOption path}'";
      declared = together (
        map (
          { file, options }:
          if builtins.isAttrs options then
            builtins.mapAttrs (name: option: {
              inherit file option;
              pos = builtins.unsafeGetAttrPos name options;
            }) options
          else
            throw "In module `${file}', what is declared at ${where} is a ${builtins.typeOf options}, not options"
        ) declarations
      );
      defined = together (
        map (
          { file, config }:
          if builtins.isAttrs config then
            builtins.mapAttrs (_: value: { inherit file value; }) config
          else
            throw "In module `${file}', a ${builtins.typeOf config} is defined at ${where}, where options are expected"
        ) definitions
      );

      results = builtins.mapAttrs (
        name: here:
        let
          loc = path ++ [ name ];
          defs = defined.${name} or [ ];
          isOption =
            { file, option, ... }:
            if option ? _type && option._type != "option" then
              throw "In module `${file}', an option is expected at `${showOption loc}', not a ${option._type}"
            else
              option ? _type;
          optionsHere = builtins.filter isOption here;
        in
        if builtins.length optionsHere == builtins.length here then
          {
            options = evalOptionValue loc (declare loc here) defs;
            unmatched = [ ];
          }
        else if optionsHere != [ ] then
          throw "The option `${showOption loc}' in `${(builtins.head optionsHere).file}' would be a parent of others; the stand-in for nixpkgs' lib does not have that"
        else
          mergeLevel loc
            (map (
              { file, option, ... }:
              {
                inherit file;
                options = option;
              }
            ) here)
            (lib.concatMap ({ file, value }: map (config: { inherit file config; }) (pushDown value)) defs)
      ) declared;
    in
    {
      options = builtins.mapAttrs (_: result: result.options) results;
      unmatched =
        lib.concatMap (result: result.unmatched) (builtins.attrValues results)
        ++ lib.concatLists (
          lib.mapAttrsToList (
            name:
            map (def: {
              inherit (def) file value;
              path = [ name ];
              loc = path ++ [ name ];
            })
          ) (builtins.removeAttrs defined (builtins.attrNames declared))
        );
    };

  valuesOf =
    tree: builtins.mapAttrs (_: node: if lib.isOption node then node.value else valuesOf node) tree;
in
{
  inherit
    mergeDefinitions
    evalOptionValue
    mergeLevel
    valuesOf
    ;
}
