# shellcheck shell=bash

# Installs the dependencies out of the store in $pnpmDeps, without network and without running their scripts.
pnpmConfigHook() {
    echo "Executing pnpmConfigHook"
    if [ -z "${pnpmDeps-}" ]; then
        echo "Error: 'pnpmDeps' must be set when using pnpmConfigHook." >&2
        exit 1
    fi
    if ! type -P pnpm >/dev/null; then
        echo "Error: 'pnpm' binary not found in PATH. Consider adding 'pkgs.pnpm' to 'nativeBuildInputs'." >&2
        exit 1
    fi
    export HOME=$NIX_BUILD_TOP/home STORE_PATH=$NIX_BUILD_TOP/pnpm-store
    mkdir -p "$HOME" "$STORE_PATH"
    export npm_config_arch="@npmArch@" npm_config_platform="@npmPlatform@"
    if [ "$(<"$pnpmDeps/.fetcher-version")" != 3 ]; then
        echo "the stand-in has fetcherVersion 3 only" >&2
        exit 1
    fi
    "@node@" "@unpackStore@" "$pnpmDeps/pnpm-store.tar.zst" | tar x --warning=no-timestamp -C "$STORE_PATH"
    chmod -R +w "$STORE_PATH"
    (cd "$HOME" && pnpm config set manage-package-manager-versions false)
    pnpm config set store-dir "$STORE_PATH"
    pnpm config set package-import-method clone-or-copy
    runHook prePnpmInstall
    # shellcheck disable=SC2086
    if ! pnpm install --offline --ignore-scripts ${pnpmInstallFlags-} --frozen-lockfile; then
        printf '\nERROR: pnpm failed to install dependencies\n\n' >&2
        exit 1
    fi
    patchShebangs node_modules
    echo "Finished pnpmConfigHook"
}

postConfigureHooks+=(pnpmConfigHook)
