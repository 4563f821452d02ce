# `buildPythonPackage` and `buildPythonApplication`: a project built by its own build system, or a wheel that is
# built already, installed, checked and wrapped.
{
  lib,
  stdenv,
  makeSetupHook,
  makeWrapper,
  python,
  bootstrap,
}:
{ isApplication }:
let
  phases = makeSetupHook { name = "python-phases"; } ./phases.sh;

  known = [
    "pyproject"
    "setuptools"
    "wheel"
    "other"
  ];

  # What a package makes visible: itself and what it propagates.
  closure = packages: lib.unique (lib.concatMap (one: [ one ] ++ one.requiredPythonModules) packages);

  modulesIn = lib.filter (one: one != null && !(lib.isBool (one.pythonModule or false)));

  builder =
    {
      pname ? null,
      version ? null,
      name ? "${pname}-${version}",
      pyproject ? null,
      format ? null,
      build-system ? [ ],
      dependencies ? [ ],
      optional-dependencies ? { },
      nativeBuildInputs ? [ ],
      propagatedBuildInputs ? [ ],
      # `true`: all of them.
      pythonRelaxDeps ? [ ],
      pythonRemoveDeps ? [ ],
      pythonImportsCheck ? [ ],
      dontCheckRuntimeDeps ? false,
      catchConflicts ? true,
      dontWrapPythonPrograms ? false,
      disabled ? false,
      doCheck ? true,
      nativeCheckInputs ? [ ],
      postFixup ? "",
      env ? { },
      meta ? { },
      passthru ? { },
      ...
    }@args:
    let
      actual =
        if pyproject != null && format != null then
          throw "${name}: `pyproject` and `format` are mutually exclusive"
        else if pyproject != null then
          (if pyproject then "pyproject" else "other")
        else if format != null then
          format
        else
          throw "${name}: neither `pyproject` nor `format` is set";
      propagated = dependencies ++ propagatedBuildInputs;
      wrong = lib.filter (one: one.pythonModule != python) (
        modulesIn (propagated ++ build-system ++ nativeBuildInputs)
      );
      visible = closure (modulesIn propagated);
      building = closure (
        modulesIn (build-system ++ nativeBuildInputs ++ lib.optionals doCheck nativeCheckInputs)
      );
      pathOf = lib.concatMapStringsSep ":" (one: "${one}/${python.sitePackages}");
      self = stdenv.mkDerivation (
        builtins.removeAttrs args [
          "build-system"
          "dependencies"
          "optional-dependencies"
          "pyproject"
          "disabled"
          "catchConflicts"
          "pythonImportsCheck"
          "nativeCheckInputs"
        ]
        // {
          name = (if isApplication then "" else "${python.libPrefix}-") + name;
          format = actual;
          strictDeps = true;

          nativeBuildInputs = [
            python
            makeWrapper
            phases
          ]
          ++ build-system
          ++ nativeBuildInputs;
          propagatedBuildInputs = propagated ++ [ python ];

          inherit
            pythonRelaxDeps
            pythonRemoveDeps
            dontCheckRuntimeDeps
            catchConflicts
            dontWrapPythonPrograms
            ;
          inherit (python) interpreter sitePackages;
          # As words: an attribute of this name runs the hook in nixpkgs.
          importsToCheck = pythonImportsCheck;
          buildPath = pathOf building;
          dependencyPath = pathOf visible;
          bootstrapPath = pathOf bootstrap;
          hooks = ./hooks;

          # Tests of Python packages are checks of what is installed.
          doCheck = false;
          doInstallCheck = doCheck;
          nativeInstallCheckInputs = nativeCheckInputs;

          inherit postFixup;
          env = {
            DETERMINISTIC_BUILD = 1;
            PYTHONHASHSEED = 0;
            PYTHONNOUSERSITE = 1;
          }
          // env;

          passthru = {
            pythonModule = if isApplication then false else python;
            requiredPythonModules = visible;
            inherit optional-dependencies dependencies build-system;
            overridePythonAttrs =
              changes: builder (args // (if lib.isFunction changes then changes args else changes));
          }
          // passthru;

          meta = {
            inherit (python.meta) platforms;
          }
          // meta;
        }
      );
    in
    if !(lib.elem actual known) then
      throw "${name}: the stand-in builds no format ${actual}"
    else if actual == "setuptools" then
      throw "${name}: the stand-in has no `setuptools` format: set `pyproject = true` and `build-system = [ setuptools ]`"
    else if disabled then
      throw "${name} not supported for interpreter ${python.executable}"
    else if wrong != [ ] then
      throw "${name}: ${(lib.head wrong).name} is of another Python's packages"
    else
      self;
in
attrsOrFunction:
builder (if lib.isFunction attrsOrFunction then lib.fix attrsOrFunction else attrsOrFunction)
