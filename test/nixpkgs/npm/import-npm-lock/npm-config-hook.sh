# shellcheck shell=bash

# Installs the dependencies that the imported lockfile $npmDeps names as paths in the store.
npmConfigHook() {
    echo "Executing npmConfigHook"
    if [ -n "${npmRoot-}" ]; then pushd "$npmRoot"; fi
    if [ -z "${npmDeps-}" ]; then
        echo "Error: 'npmDeps' should be set when using npmConfigHook." >&2
        exit 1
    fi

    export HOME=$TMPDIR
    export npm_config_nodedir="@nodeSrc@"
    export npm_config_node_gyp="@nodeGyp@"
    npm config set offline=true progress=false fund=false

    # The originals come back into the output: the imported ones name store paths that it does not need.
    mv package.json .package.json.orig
    if [ -f package-lock.json ]; then mv package-lock.json .package-lock.json.orig; fi
    cp --no-preserve=mode "$npmDeps/package.json" package.json
    cp --no-preserve=mode "$npmDeps/package-lock.json" package-lock.json

    echo "Installing dependencies"
    local -a flags=()
    concatTo flags npmInstallFlags npmInstallFlagsArray npmFlags npmFlagsArray
    if ! npm install --ignore-scripts "${flags[@]}"; then
        printf '\nERROR: npm failed to install dependencies\n\n' >&2
        echo 'Set `npmFlags = [ "--legacy-peer-deps" ]` if that is what npm complains about.' >&2
        exit 1
    fi
    patchShebangs node_modules

    flags=()
    concatTo flags npmRebuildFlags npmRebuildFlagsArray npmFlags npmFlagsArray
    npm rebuild "${flags[@]}"
    patchShebangs node_modules

    # npm links a folder of the store by a relative path, which would break where the output is.
    local link target
    while IFS= read -r -d '' link; do
        target=$(readlink -f "$link")
        if [[ "$target" == "$NIX_STORE"/* ]]; then ln -snf "$target" "$link"; fi
    done < <(find node_modules -type l -print0)

    if [ -n "${npmRoot-}" ]; then popd; fi
    echo "Finished npmConfigHook"
}

npmConfigPostInstallHook() {
    if [ -n "${npmRoot-}" ]; then pushd "$npmRoot"; fi
    if [ -f .package.json.orig ]; then
        local packageOut
        packageOut=$out/lib/node_modules/$("@node@" "@packageFacts@" name .package.json.orig)
        if [ -d "$packageOut" ]; then
            cp --no-preserve=mode .package.json.orig "$packageOut/package.json"
            if [ -f .package-lock.json.orig ]; then
                cp --no-preserve=mode .package-lock.json.orig "$packageOut/package-lock.json"
            fi
        fi
    fi
    if [ -n "${npmRoot-}" ]; then popd; fi
}

postConfigureHooks+=(npmConfigHook)
postInstallHooks+=(npmConfigPostInstallHook)
