# Modules, in every way that one can be written, as records of their parts, each once and in order.
{ lib }:
let
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
      # By key; a relative path is one below `modulesPath`.
      disabledIn = lib.concatMap (
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
in
{
  inherit collect;
}
