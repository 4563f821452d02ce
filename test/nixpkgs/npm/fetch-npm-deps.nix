# `fetchNpmDeps`: npm's cache with every dependency of a lockfile, as a fixed-output derivation. What makes
# the cache is this project's own code; that it is right is checked by Nix (the hash of the tree) and by
# npm, which has to find everything in it.
{
  lib,
  stdenv,
  prefetch-npm-deps,
  config,
}:
{
  name ? "npm-deps",
  hash ? "",
  forceGitDeps ? false,
  forceEmptyCache ? false,
  fetcherVersion ? 1,
  nativeBuildInputs ? [ ],
  npmRegistryOverridesString ?
    config.npmRegistryOverridesString or (builtins.toJSON (config.npmRegistryOverrides or { })),
  ...
}@args:
stdenv.mkDerivation (
  lib.removeAttrs args [
    "hash"
    "npmRegistryOverridesString"
  ]
  // {
    inherit name;
    nativeBuildInputs = nativeBuildInputs ++ [ prefetch-npm-deps ];

    buildPhase = ''
      runHook preBuild

      if [[ -f npm-shrinkwrap.json ]]; then
        lockfile=npm-shrinkwrap.json
      elif [[ -f package-lock.json ]]; then
        lockfile=package-lock.json
      else
        echo
        echo "ERROR: No lock file!"
        echo
        echo "package-lock.json or npm-shrinkwrap.json is required to make sure"
        echo "that npmDepsHash doesn't change when packages are updated on npm."
        echo
        echo "Hint: You can copy a vendored package-lock.json file via postPatch."
        echo
        exit 1
      fi
      prefetch-npm-deps "$lockfile" "$out"

      runHook postBuild
    '';
    dontInstall = true;
    # The tree has its hash as it is.
    dontFixup = true;

    NPM_FETCHER_VERSION = toString fetcherVersion;
    NIX_NPM_REGISTRY_OVERRIDES = npmRegistryOverridesString;

    # MCP_NIXGEN_CACHE: a cache of downloads to share, so that a second build downloads nothing.
    impureEnvVars = import ../fetch/impure-env.nix { inherit lib; } ++ [
      "NIX_NPM_TOKENS"
      "MCP_NIXGEN_CACHE"
    ];
    outputHashMode = "recursive";
    outputHash = hash;
  }
  // lib.optionalAttrs (hash == "") { outputHashAlgo = "sha256"; }
  // lib.optionalAttrs forceGitDeps { FORCE_GIT_DEPS = true; }
  // lib.optionalAttrs forceEmptyCache { FORCE_EMPTY_CACHE = true; }
)
