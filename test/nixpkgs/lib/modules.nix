# The module system: modules are loaded, the options they declare made one tree, and every option's value
# merged from what the modules define.
{ lib }:
let
  inherit (lib) showOption;
  inherit (lib.properties) pushDown defaultOverridePriority;
  inherit (import ./modules-loading.nix { inherit lib; }) collect;
  inherit (import ./modules-merging.nix { inherit lib; })
    mergeDefinitions
    evalOptionValue
    mergeLevel
    valuesOf
    ;

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
}
