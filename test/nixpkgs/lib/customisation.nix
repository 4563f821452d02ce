# Calling packages, overriding them, and sets of them.
{ lib }:
{
  # Adds `override` to what a function of named arguments returns.
  makeOverridable =
    f: args:
    let
      result = f args;
      override =
        changes: lib.makeOverridable f (args // (if lib.isFunction changes then changes args else changes));
    in
    if builtins.isAttrs result then
      result
      // {
        inherit override;
        overrideDerivation = throw "overrideDerivation: the stand-in has overrideAttrs only";
      }
      // lib.optionalAttrs (result ? overrideAttrs) {
        overrideAttrs = changes: lib.makeOverridable (args: (f args).overrideAttrs changes) args;
      }
    else if lib.isFunction result then
      lib.setFunctionArgs result (lib.functionArgs result) // { inherit override; }
    else
      result;

  # Calls a package function with the arguments it names, taken from `scope` and then from `args`. An
  # argument that neither has and that has no default is an error, as in nixpkgs.
  callPackageWith =
    scope: functionOrPath: args:
    let
      f = if lib.isFunction functionOrPath then functionOrPath else import functionOrPath;
      wanted = lib.functionArgs f;
      missing = lib.filterAttrs (
        name: hasDefault: !hasDefault && !(scope ? ${name}) && !(args ? ${name})
      ) wanted;
      where = if lib.isFunction functionOrPath then "a function" else toString functionOrPath;
    in
    if missing == { } then
      lib.makeOverridable f (builtins.intersectAttrs wanted scope // args)
    else
      throw "callPackage: ${where} wants ${builtins.concatStringsSep ", " (builtins.attrNames missing)}, which the package set does not have";

  callPackagesWith =
    scope: functionOrPath: args:
    let
      f = if lib.isFunction functionOrPath then functionOrPath else import functionOrPath;
    in
    f (builtins.intersectAttrs (lib.functionArgs f) scope // args);

  # A set of packages that may refer to each other, with its own `callPackage` and `overrideScope`.
  makeScope =
    newScope: f:
    let
      self = f self // {
        newScope = extra: newScope (self // extra);
        callPackage = self.newScope { };
        overrideScope = overlay: lib.makeScope newScope (lib.extends overlay f);
        packages = f;
      };
    in
    self;

  # A `mkDerivation`-like function out of another: both take a set or a `finalAttrs:` function.
  extendMkDerivation =
    {
      constructDrv,
      extendDrvArgs,
      excludeDrvArgNames ? [ ],
      inheritFunctionArgs ? true,
      transformDrv ? lib.id,
    }:
    {
      __functor =
        _: given:
        transformDrv (
          constructDrv (
            finalAttrs:
            let
              args = lib.toFunction given finalAttrs;
            in
            builtins.removeAttrs args excludeDrvArgNames // extendDrvArgs finalAttrs args
          )
        );
      __functionArgs =
        lib.optionalAttrs inheritFunctionArgs (lib.functionArgs constructDrv)
        // lib.functionArgs (extendDrvArgs { });
    };

  # More attributes on a derivation (`passthru`), under a condition that evaluation must pass first.
  extendDerivation =
    condition: passthru: drv:
    let
      outputs = drv.outputs or [ "out" ];
      common = drv // lib.genAttrs outputs outputOf // passthru;
      outputOf =
        output:
        common
        // {
          inherit (drv.${output}) type outputName;
          outputSpecified = true;
          outPath =
            assert condition;
            drv.${output}.outPath;
          drvPath =
            assert condition;
            drv.${output}.drvPath;
        };
    in
    common
    // {
      drvPath =
        assert condition;
        drv.drvPath;
      outPath =
        assert condition;
        drv.outPath;
    };
}
