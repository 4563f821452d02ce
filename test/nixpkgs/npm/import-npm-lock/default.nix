# `importNpmLock`: package.json and package-lock.json with every dependency as a path in the store, each
# fetched by the integrity that the lockfile has. Needs no npmDepsHash.
{
  lib,
  fetchurl,
  runCommand,
  callPackage,
}:
let
  # Where a module's source is, or null for one that comes with another (bundled, the project itself).
  sourceOf =
    { npmRoot, fetcherOpts }:
    module:
    let
      parts = builtins.match "([^:]+)://(.+)" module.resolved;
      scheme = lib.head parts;
      gitParts = lib.splitString "#" (lib.elemAt parts 1);
    in
    if module.resolved or null == null then
      null
    else if parts == null then
      if npmRoot == null then
        throw "importNpmLock: '${module.resolved}' is a folder, and npmRoot is not given"
      else
        { outPath = npmRoot + "/${module.resolved}"; }
    else if scheme == "http" || scheme == "https" then
      fetchurl (
        {
          url = module.resolved;
          hash = module.integrity;
        }
        // fetcherOpts
      )
    else if lib.hasPrefix "git" scheme then
      builtins.fetchGit (
        {
          url = "${scheme}://${lib.head gitParts}";
        }
        // lib.optionalAttrs (lib.length gitParts == 2) { rev = lib.elemAt gitParts 1; }
        // fetcherOpts
      )
    else
      throw "Unsupported URL scheme: ${scheme}";

  importNpmLock =
    {
      npmRoot ? null,
      package ? lib.importJSON (npmRoot + "/package.json"),
      packageLock ? lib.importJSON (npmRoot + "/package-lock.json"),
      pname ? package.name or "unknown",
      version ? package.version or "0.0.0",
      # By the module's path in the lockfile (`node_modules/x`).
      fetcherOpts ? { },
      packageSourceOverrides ? { },
    }:
    let
      # A range that npm would have to ask the registry about becomes the version that the lockfile has.
      pinned = lib.mapAttrs (
        name: range:
        if range == "latest" || builtins.match "github(.com)?:.+" range != null then
          modules."node_modules/${name}".version
        else
          range
      );
      modules = lib.mapAttrs (
        path: module:
        let
          source =
            packageSourceOverrides.${path} or (sourceOf {
              inherit npmRoot;
              fetcherOpts = fetcherOpts.${path} or { };
            } module);
        in
        lib.removeAttrs module [
          "link"
          "funding"
        ]
        // lib.optionalAttrs (source != null) { resolved = "file:${source}"; }
        // lib.optionalAttrs (module ? dependencies) { dependencies = pinned module.dependencies; }
        // lib.optionalAttrs (module ? optionalDependencies) {
          optionalDependencies = pinned module.optionalDependencies;
        }
      ) packageLock.packages;
      located = lib.mapAttrs (name: _: modules."node_modules/${name}".resolved);
    in
    runCommand "${lib.strings.sanitizeDerivationName (package.name or pname)}-${version}-sources"
      {
        inherit version;
        passAsFile = [
          "package"
          "packageLock"
        ];
        package = builtins.toJSON (
          package
          // lib.optionalAttrs (package ? dependencies) { dependencies = located package.dependencies; }
          // lib.optionalAttrs (package ? devDependencies) {
            devDependencies = located package.devDependencies;
          }
        );
        packageLock = builtins.toJSON (packageLock // { packages = modules; });
      }
      ''
        mkdir "$out"
        cp "$packagePath" "$out/package.json"
        cp "$packageLockPath" "$out/package-lock.json"
      '';
in
{
  __functor = _: importNpmLock;
  inherit importNpmLock;
  npmConfigHook = callPackage ./npm-config-hook.nix { };
}
