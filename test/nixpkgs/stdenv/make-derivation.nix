# `stdenv.mkDerivation`: takes a set, or a function of the finished set (`finalAttrs:`), and gives a
# derivation with `meta`, `passthru` and `overrideAttrs`.
{
  lib,
  stdenv,
  checkMeta,
}:
let
  dependencyLists = [
    "nativeBuildInputs"
    "buildInputs"
    "propagatedBuildInputs"
    "propagatedNativeBuildInputs"
  ];
  # Read here, and not passed to the builder.
  notForTheBuilder = [
    "meta"
    "passthru"
    "pos"
    "env"
    "checkInputs"
    "nativeCheckInputs"
    "installCheckInputs"
    "nativeInstallCheckInputs"
  ];

  fixedPoint =
    rattrs:
    let
      attrs = rattrs (attrs // { inherit finalPackage overrideAttrs; });
      overrideAttrs = changes: fixedPoint (lib.extends (lib.toExtension changes) rattrs);
      finalPackage = simple attrs overrideAttrs;
    in
    finalPackage;

  simple =
    attrs: overrideAttrs:
    let
      name = attrs.name or "${attrs.pname}-${attrs.version}";
      doCheck = attrs.doCheck or false;
      doInstallCheck = attrs.doInstallCheck or false;
      extraInputs = {
        nativeBuildInputs =
          lib.optionals doCheck (attrs.nativeCheckInputs or [ ])
          ++ lib.optionals doInstallCheck (attrs.nativeInstallCheckInputs or [ ]);
        buildInputs =
          lib.optionals doCheck (attrs.checkInputs or [ ])
          ++ lib.optionals doInstallCheck (attrs.installCheckInputs or [ ]);
      };
      inputs = lib.genAttrs dependencyLists (
        list: checkInputs name list (attrs.${list} or [ ] ++ extraInputs.${list} or [ ])
      );
      given = builtins.removeAttrs attrs notForTheBuilder;

      arguments =
        given
        // lib.mapAttrs (_: map (lib.getOutput "dev")) inputs
        // checkEnv name given (attrs.env or { })
        // {
          name = lib.strings.sanitizeDerivationName name;
          inherit (stdenv) system;
          inherit stdenv doCheck doInstallCheck;
          builder = attrs.realBuilder or stdenv.shell;
          args =
            attrs.args or [
              "-e"
              (attrs.builder or "${stdenv}/default-builder.sh")
            ];
          strictDeps = attrs.strictDeps or false;
          patches = attrs.patches or [ ];
          outputs = attrs.outputs or [ "out" ];
          # A null attribute is as if it were not there.
          __ignoreNulls = true;
        };
      drv = derivation arguments;
      meta = checkMeta.complete name (attrs.meta or { });
    in
    if attrs.__structuredAttrs or false then
      throw "${name}: the stand-in has no __structuredAttrs"
    else
      lib.extendDerivation (checkMeta.assertValid name meta) (
        {
          inherit name meta overrideAttrs;
          passthru = attrs.passthru or { };
        }
        // attrs.passthru or { }
      ) drv;

  checkInputs =
    name: list:
    map (
      input:
      if input == null || lib.isDerivation input || lib.strings.isStringLike input then
        input
      else
        throw "Dependency is not of a valid type: ${list} of ${name} has a ${builtins.typeOf input}"
    );

  # As in nixpkgs: `env` holds what can be an environment variable, and nothing that is an argument too.
  checkEnv =
    name: given: env:
    let
      wrong = lib.filterAttrs (
        _: value:
        !(
          lib.isDerivation value
          || lib.isString value
          || lib.isBool value
          || lib.isInt value
          || lib.isPath value
        )
      ) env;
      twice = builtins.intersectAttrs env given;
    in
    if !lib.isAttrs env then
      throw "${name}: `env` must be an attribute set"
    else if wrong != { } then
      throw "The `env` attribute set can only contain derivation, string, path, boolean or integer attributes. ${name} has: ${lib.concatStringsSep ", " (lib.attrNames wrong)}"
    else if twice != { } then
      throw "The `env` attribute set cannot contain any attributes passed to derivation. ${name} has: ${lib.concatStringsSep ", " (lib.attrNames twice)}"
    else
      env;
in
attrsOrFunction: fixedPoint (lib.toFunction attrsOrFunction)
