# `buildNpmPackage`: a package with a package.json and a package-lock.json, built by npm without network
# out of a cache of its dependencies (`npmDeps`).
{
  lib,
  stdenv,
  fetchNpmDeps,
  npmHooks,
  nodejs,
}@defaults:
lib.extendMkDerivation {
  constructDrv = stdenv.mkDerivation;

  extendDrvArgs =
    _finalAttrs:
    {
      name ? "${args.pname}-${args.version}",
      src ? null,
      srcs ? null,
      sourceRoot ? null,
      prePatch ? "",
      patches ? [ ],
      postPatch ? "",
      patchFlags ? [ ],
      nativeBuildInputs ? [ ],
      buildInputs ? [ ],
      nodejs ? defaults.nodejs,
      # The hash of `npmDeps`, and the form of cache that it is the hash of.
      npmDepsHash ? "",
      npmDepsFetcherVersion ? 1,
      # Takes git dependencies with install scripts and no lockfile too.
      forceGitDeps ? false,
      # Allows a lockfile without any dependency.
      forceEmptyCache ? false,
      npmDeps ? fetchNpmDeps {
        inherit
          forceGitDeps
          forceEmptyCache
          src
          srcs
          sourceRoot
          prePatch
          patches
          postPatch
          patchFlags
          ;
        name = "${name}-npm-deps";
        hash = npmDepsHash;
        fetcherVersion = npmDepsFetcherVersion;
      },
      npmBuildScript ? "build",
      npmConfigHook ? null,
      npmBuildHook ? null,
      npmInstallHook ? null,
      # Read by the hooks from the environment: npmFlags, npmInstallFlags, npmRebuildFlags, npmBuildFlags,
      # npmPackFlags, npmPruneFlags, npmWorkspace, npmRoot, makeCacheWritable, makeWrapperArgs,
      # dontNpmBuild, dontNpmInstall, dontNpmPrune.
      ...
    }@args:
    let
      hooks = npmHooks.override { inherit nodejs; };
      orElse = hook: default: if hook != null then hook else default;
    in
    {
      inherit npmDeps npmBuildScript;
      strictDeps = true;

      nativeBuildInputs = nativeBuildInputs ++ [
        nodejs
        (orElse npmConfigHook hooks.npmConfigHook)
        (orElse npmBuildHook hooks.npmBuildHook)
        (orElse npmInstallHook hooks.npmInstallHook)
        nodejs.python
      ];
      buildInputs = buildInputs ++ [ nodejs ];

      env = args.env or { } // {
        NIX_NPM_FETCHER_VERSION = npmDepsFetcherVersion;
      };

      meta = args.meta or { } // {
        platforms = args.meta.platforms or nodejs.meta.platforms;
      };
    };
}
