# The module system: modules are loaded, the options they declare made one tree, and every option's value
# merged from what the modules define.
{ lib }:
let
  inherit (lib) showOption;
  inherit (lib.properties) pushDown resolve defaultOverridePriority;

  moduleNames = [
    "_class"
    "_file"
    "disabledModules"
    "freeformType"
    "imports"
    "key"
    "meta"
    "options"
    "config"
  ];

  # A module with all its parts in their places, out of any way to write one.
  structured =
    file: key: module:
    let
      explicit = module ? config || module ? options;
      strange = builtins.removeAttrs module moduleNames;
      more =
        lib.optional (module ? freeformType) { _module.freeformType = module.freeformType; }
        ++ lib.optional (explicit && module ? meta) { inherit (module) meta; };
      config =
        if explicit then
          module.config or { }
        else
          builtins.removeAttrs module (
            lib.remove "meta" (lib.subtractLists [ "options" "config" ] moduleNames)
          );
    in
    if !builtins.isAttrs module then
      throw "The module ${file} is a ${builtins.typeOf module}, not a module"
    else if explicit && strange != { } then
      throw "The module `${file}' has the unsupported attribute `${builtins.head (builtins.attrNames strange)}': beside `config' or `options' it has to be in `config'"
    else
      {
        file = toString (module._file or file);
        key = toString (module.key or key);
        class = module._class or null;
        imports = module.imports or [ ];
        disabled = module.disabledModules or [ ];
        options = module.options or { };
        configs = [ config ] ++ more;
      };

  # Modules are functions of the arguments that they name. Which ones a module names must not cost a look at
  # the configuration, only their use may.
  applied =
    file: module: arguments:
    let
      named = builtins.mapAttrs (
        name: _:
        builtins.addErrorContext "while evaluating the module argument `${name}' in `${file}':" (
          arguments.${name} or arguments.config._module.args.${name}
        )
      ) (lib.functionArgs module);
    in
    if lib.isFunction module then module (arguments // named) else module;

  load =
    { class, arguments }:
    file: key: module:
    let
      isProperty =
        builtins.isAttrs module
        && builtins.elem (module._type or "") [
          "if"
          "merge"
          "override"
        ];
      loaded =
        if lib.isFunction module then
          structured file key (applied file module arguments)
        else if isProperty then
          structured file key { config = module; }
        else if builtins.isAttrs module && module._type or "module" != "module" then
          throw "${file} imports a ${module._type}, which is not a module${
            lib.optionalString (
              module._type == "configuration"
            ) ": import its modules, not what they evaluate to"
          }"
        else if builtins.isAttrs module then
          structured file key module
        else if builtins.isPath module || builtins.isString module then
          structured (toString module) (toString module) (applied (toString module) (import module) arguments)
        else
          throw "${file} imports a ${builtins.typeOf module}, which is not a module";
    in
    if class != null && loaded.class != null && loaded.class != class then
      throw "The module `${loaded.file}' is of class ${loaded.class}, and is imported where ${class} is expected"
    else
      loaded;

  # All modules, each once: what is imported stands before what imports it.
  collect =
    context: modulesPath: initial:
    let
      tree =
        file: key:
        lib.imap1 (
          index: module:
          let
            loaded = load context file "${key}:anon-${toString index}" module;
          in
          {
            inherit (loaded) key;
            module = loaded;
            imports = tree loaded.file loaded.key loaded.imports;
          }
        );
      roots = tree lib.unknownModule "" initial;
      disabledKeys = lib.concatMap (
        node:
        map (
          item:
          if builtins.isString item && builtins.substring 0 1 item != "/" then
            "${toString modulesPath}/${item}"
          else
            toString (item.key or item)
        ) node.module.disabled
        ++ disabledIn node.imports
      );
      disabledIn = disabledKeys;
      off = disabledIn roots;
      enabled = builtins.filter (node: !builtins.elem node.key off);
    in
    lib.reverseList (
      map (node: node.module) (
        builtins.genericClosure {
          startSet = enabled roots;
          operator = node: enabled node.imports;
        }
      )
    );

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

  # The options that every evaluation has for itself.
  own = specialArgs: extra: {
    _file = "lib/modules.nix";
    key = "lib/modules.nix";
    options._module = {
      args = lib.mkOption {
        type = lib.types.lazyAttrsOf lib.types.raw;
        description = "Arguments that modules may name beside `lib`, `config`, `options` and `specialArgs`.";
      };
      check = lib.mkOption {
        type = lib.types.bool;
        default = true;
        internal = true;
        description = "Whether a definition without an option is an error.";
      };
      freeformType = lib.mkOption {
        type = lib.types.nullOr lib.types.optionType;
        default = null;
        internal = true;
        description = "The type of all definitions without an option, together.";
      };
      specialArgs = lib.mkOption {
        readOnly = true;
        internal = true;
        description = "Arguments that are known before any module is loaded.";
      };
    };
    config._module = {
      args = extra;
      inherit specialArgs;
    };
  };

  evalModules =
    {
      modules,
      specialArgs ? { },
      class ? null,
      prefix ? [ ],
    }@given:
    let
      loaded =
        collect
          {
            inherit class;
            arguments = {
              inherit
                lib
                options
                config
                specialArgs
                ;
              _class = class;
              _prefix = prefix;
            }
            // specialArgs;
          }
          (specialArgs.modulesPath or "")
          (modules ++ [ (own specialArgs { inherit extendModules moduleType; }) ]);

      merged = mergeLevel prefix (map (module: { inherit (module) file options; }) loaded) (
        lib.concatMap (
          module:
          map (config: {
            inherit (module) file;
            inherit config;
          }) (lib.concatMap pushDown module.configs)
        ) loaded
      );
      inherit (merged) options unmatched;
      declared = valuesOf options;
      freeform = declared._module.freeformType;
      config =
        if freeform == null then
          declared
        else
          lib.recursiveUpdate (
            if unmatched == [ ] then
              { }
            else
              freeform.merge prefix (
                map (def: {
                  inherit (def) file;
                  value = lib.setAttrByPath (lib.drop (builtins.length prefix) def.loc) def.value;
                }) unmatched
              )
          ) declared;

      checked =
        let
          wrong = builtins.head unmatched;
        in
        if config._module.check && freeform == null && unmatched != [ ] then
          throw "The option `${showOption wrong.loc}' does not exist. Definition values:${lib.showDefs [ wrong ]}"
        else
          lib.id;

      extendModules =
        more:
        evalModules (
          given
          // {
            modules = modules ++ more.modules or [ ];
            specialArgs = specialArgs // more.specialArgs or { };
            prefix = more.prefix or prefix;
          }
        );
      moduleType = lib.types.submoduleWith { inherit modules specialArgs class; };
    in
    {
      _type = "configuration";
      options = checked options;
      config = checked (builtins.removeAttrs config [ "_module" ]);
      _module = checked config._module;
      inherit extendModules class;
      type = moduleType;
    };
in
{
  inherit evalModules evalOptionValue;
  modules = {
    inherit
      evalModules
      evalOptionValue
      mergeDefinitions
      defaultOverridePriority
      ;
    # A file that holds a function of other things, which gives the module.
    importApply = file: arguments: {
      _file = toString file;
      imports = [ (import file arguments) ];
    };
  };

  setDefaultModuleLocation = file: module: {
    _file = file;
    imports = [ module ];
  };

  # Renames and removals only tell; `from` given is an error or is passed on to `to`.
  mkRemovedOptionModule =
    path: message:
    { options, ... }:
    {
      options = lib.setAttrByPath path (
        lib.mkOption {
          visible = false;
          apply = _: throw "The option `${showOption path}' was removed: ${message}";
        }
      );
      config.assertions = [
        {
          assertion = !(lib.getAttrFromPath path options).isDefined;
          message = "The option `${showOption path}' was removed: ${message}";
        }
      ];
    };
  mkRenamedOptionModule =
    from: to:
    { config, options, ... }:
    let
      old = lib.getAttrFromPath from options;
    in
    {
      options = lib.setAttrByPath from (
        lib.mkOption {
          visible = false;
          description = "Renamed to `${showOption to}`.";
          apply = _: lib.getAttrFromPath to config;
        }
      );
      config = lib.mkMerge [
        {
          warnings = lib.optional old.isDefined "The option `${showOption from}' defined in ${lib.showFiles old.files} has been renamed to `${showOption to}'.";
        }
        (lib.setAttrByPath to (
          lib.mkIf old.isDefined (lib.mkMerge (map (lib.mkOverride old.highestPrio) old.definitions))
        ))
      ];
    };
}
