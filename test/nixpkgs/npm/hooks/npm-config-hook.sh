# shellcheck shell=bash

# Installs the dependencies out of the cache $npmDeps, without network, and runs their install scripts.
npmConfigHook() {
    echo "Executing npmConfigHook"

    # npm behaves a little differently then: see nodejs/default.nix.
    export NIX_NODEJS_BUILDNPMPACKAGE=1

    if [ -n "${npmRoot-}" ]; then pushd "$npmRoot"; fi

    export HOME=$TMPDIR
    export npm_config_nodedir="@nodeSrc@"
    export npm_config_node_gyp="@nodeGyp@"
    export npm_config_arch="@npmArch@"
    export npm_config_platform="@npmPlatform@"

    if [ -z "${npmDeps-}" ]; then
        npmHookError "no dependencies were specified" \
            'Hint: set `npmDeps` if using these hooks individually.'
    fi

    local fetcherVersion=1
    if [ -e "$npmDeps/.fetcher-version" ]; then fetcherVersion=$(<"$npmDeps/.fetcher-version"); fi
    if [ -n "${NIX_NPM_FETCHER_VERSION+x}" ] && [ "$NIX_NPM_FETCHER_VERSION" != "$fetcherVersion" ]; then
        npmHookError "npmDepsHash is out of date" \
            "The fetcher version in the arguments to buildNpmPackage ($NIX_NPM_FETCHER_VERSION) is not the same as the one in $npmDeps ($fetcherVersion)."
    fi

    local cacheLockfile=$npmDeps/package-lock.json srcLockfile=$PWD/package-lock.json
    if [ -f npm-shrinkwrap.json ]; then srcLockfile=$PWD/npm-shrinkwrap.json; fi
    echo "Validating consistency between $srcLockfile and $cacheLockfile"
    if [ ! -e "$srcLockfile" ]; then
        npmHookError "Missing package-lock.json from src. Expected to find it at: $srcLockfile" \
            "Hint: You can copy a vendored package-lock.json file via postPatch."
    fi
    if [ ! -e "$cacheLockfile" ]; then
        npmHookError "Missing lockfile from cache. Expected to find it at: $cacheLockfile"
    fi
    if ! diff "$srcLockfile" "$cacheLockfile"; then
        npmHookError "npmDepsHash is out of date" \
            "The package-lock.json in src is not the same as the in $npmDeps."
    fi

    "@node@" "@fixupLockfile@" "$srcLockfile" "$npmDeps"

    # With several entries under one key, as fetcher version 2 makes them, npm has to write to the cache.
    local cachePath=$npmDeps
    if [ -n "${makeCacheWritable-}" ] || [ "$fetcherVersion" != 1 ]; then
        echo "Making cache writable"
        cp -r "$npmDeps" "$TMPDIR/cache"
        chmod -R 700 "$TMPDIR/cache"
        cachePath=$TMPDIR/cache
    fi
    export npm_config_cache=$cachePath
    export npm_config_offline=true
    export npm_config_progress=false

    echo "Installing dependencies"
    local -a flags=()
    concatTo flags npmInstallFlags npmInstallFlagsArray npmFlags npmFlagsArray
    if ! npm ci --ignore-scripts "${flags[@]}"; then
        npmHookError "npm failed to install dependencies" \
            "Here are a few things you can try, depending on the error:" \
            '1. Set `npmDepsFetcherVersion = 2` (and update `npmDepsHash`)' \
            '2. Set `makeCacheWritable = true`' \
            '3. Set `npmFlags = [ "--legacy-peer-deps" ]`'
    fi
    patchShebangs node_modules

    flags=()
    concatTo flags npmRebuildFlags npmRebuildFlagsArray npmFlags npmFlagsArray
    npm rebuild "${flags[@]}"
    patchShebangs node_modules

    if [ -n "${npmRoot-}" ]; then popd; fi

    echo "Finished npmConfigHook"
}

npmHookError() {
    {
        printf '\nERROR: %s\n\n' "$1"
        shift
        if [ $# -gt 0 ]; then printf '%s\n' "$@"; fi
        echo
    } >&2
    exit 1
}

postPatchHooks+=(npmConfigHook)
