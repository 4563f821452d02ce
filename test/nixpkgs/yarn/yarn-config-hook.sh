# shellcheck shell=bash

# Installs the dependencies out of the offline mirror, without network and without running their scripts.
yarnConfigHook() {
    echo "Executing yarnConfigHook"
    export HOME=$NIX_BUILD_TOP/home
    mkdir -p "$HOME"
    if [ -z "${yarnOfflineCache-}" ]; then
        echo "yarnConfigHook: No yarnOfflineCache was defined!" >&2
        exit 2
    fi
    yarn config --offline set yarn-offline-mirror "$yarnOfflineCache"
    prefetch-yarn-deps --fixup yarn.lock
    yarn install --frozen-lockfile --force --production=false --ignore-engines --ignore-platform \
        --ignore-scripts --no-progress --non-interactive --offline
    patchShebangs node_modules
    echo "Finished yarnConfigHook"
}

if [ -z "${dontYarnInstallDeps-}" ]; then postConfigureHooks+=(yarnConfigHook); fi
