# Sets with options of their own.
{
  lib,
  mkOptionType,
  phrase,
}:
let
  inherit (lib.modules) evalModules;
in
rec {
  submodule =
    modules:
    submoduleWith {
      modules = lib.toList modules;
      shorthandOnlyDefinesConfig = true;
    };

  # A set with options of its own. A definition is a module; with `shorthandOnlyDefinesConfig` a set is the
  # module's `config`, whatever its names.
  submoduleWith =
    {
      modules,
      specialArgs ? { },
      shorthandOnlyDefinesConfig ? false,
      description ? null,
      class ? null,
    }@given:
    let
      empty = evalModules {
        inherit class specialArgs;
        # What a submodule is called is known where it is used; documentation shows this.
        modules = [ { _module.args.name = lib.mkOptionDefault "‹name›"; } ] ++ modules;
      };
      unchecked =
        prefix:
        empty.extendModules {
          inherit prefix;
          modules = [ { config._module.check = lib.mkForce false; } ];
        };
      asModule =
        def:
        if shorthandOnlyDefinesConfig && builtins.isAttrs def.value then
          {
            _file = def.file;
            config = def.value;
          }
        else
          {
            _file = def.file;
            imports = [ def.value ];
          };
      freeform = (unchecked [ ])._module.freeformType;
    in
    mkOptionType {
      name = "submodule";
      description =
        if description != null then
          description
        else if freeform != null then
          "open submodule of ${
            phrase [
              "noun"
              "composite"
            ] freeform
          }"
        else
          "submodule";
      check = value: builtins.isAttrs value || lib.isFunction value || lib.types.path.check value;
      merge =
        loc: defs:
        (empty.extendModules {
          prefix = loc;
          modules = [ { _module.args.name = lib.last loc; } ] ++ map asModule defs;
        }).config;
      emptyValue.value = empty.config;
      getSubOptions =
        prefix:
        (unchecked prefix).options
        // lib.optionalAttrs (freeform != null) { _freeformOptions = freeform.getSubOptions prefix; };
      getSubModules = modules;
      substSubModules = others: submoduleWith (given // { modules = others; });
      mergeWith =
        other:
        if other.name != "submodule" then
          null
        else if
          other.submodule.shorthand != shorthandOnlyDefinesConfig || other.submodule.class != class
        then
          throw "a submodule is declared twice, with different arguments of submoduleWith"
        else
          submoduleWith (
            given
            // {
              modules = modules ++ other.getSubModules;
              specialArgs = specialArgs // other.submodule.specialArgs;
            }
          );
    }
    // {
      submodule = {
        inherit specialArgs class;
        shorthand = shorthandOnlyDefinesConfig;
      };
    };
}
