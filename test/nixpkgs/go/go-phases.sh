# shellcheck shell=bash
# What the phases of buildGoModule and goModules do.

goSurroundings() {
    export GOCACHE=$TMPDIR/go-cache GOPATH=$TMPDIR/go
    # Where no sandbox is, the go command would write of its use into $HOME, which must stay missing.
    export XDG_CONFIG_HOME=$TMPDIR/config
    # Set and empty it would stand for no proxy at all.
    if [ -z "${GOPROXY-}" ]; then unset GOPROXY; fi
}

goCollect() {
    if [ -n "${deleteVendor-}" ]; then
        if [ ! -d vendor ]; then
            echo "vendor folder does not exist, 'deleteVendor' is not needed" >&2
            exit 10
        fi
        rm -rf vendor
    fi
    if [ -d vendor ]; then
        echo "vendor folder exists, please set 'vendorHash = null;' in your expression" >&2
        exit 10
    fi
    if [ -n "${proxyVendor-}" ]; then
        mkdir -p "$GOPATH/pkg/mod/cache/download"
        go mod download
    else
        go mod vendor
    fi
    mkdir -p vendor
}

goInstallCollected() {
    local from=vendor
    if [ -n "${proxyVendor-}" ]; then
        from=$GOPATH/pkg/mod/cache/download
        rm -rf "$from/sumdb"
    fi
    cp -r "$from" "$out"
    if [ -z "$(ls -A "$out")" ]; then
        echo "vendor folder is empty, please set 'vendorHash = null;' in your expression" >&2
        exit 10
    fi
}

# Puts the collected modules where the go command looks, which has no network from here on.
goUseCollected() {
    goSurroundings
    export GOPROXY=off GOSUMDB=off
    cd "${modRoot:-.}" || exit 1
    if [ -z "${goModules-}" ]; then return; fi
    if [ -n "${proxyVendor-}" ]; then
        export GOPROXY="file://$goModules"
    else
        rm -rf vendor
        cp -r "$goModules" vendor
        chmod -R u+w vendor
    fi
}

# usage: goPackages SUFFIX: the folders to build (SUFFIX empty) or to test (`_test`).
goPackages() {
    if [ -n "${subPackages-}" ]; then
        local package
        for package in $subPackages; do printf './%s\n' "$package"; done
        return
    fi
    local unwanted='\(/_\|examples\|Godeps\|testdata' package
    for package in ${excludedPackages-}; do unwanted+="\\|$package"; done
    find . -type f -name "*$1.go" -printf '%h\n' | grep -v /vendor/ | sort -u | grep -v "$unwanted\\)"
}

# usage: goRun install|test PACKAGE. A folder in which nothing is for this platform is none to fail by.
goRun() {
    local said
    local -a flags=(-p "${NIX_BUILD_CORES:-1}")
    local list=${tags[*]-}
    if [ -n "$list" ]; then flags+=("-tags=${list// /,}"); fi
    if [ -n "${ldflags[*]-}" ]; then flags+=("-ldflags=${ldflags[*]}"); fi
    if [ "$1" = test ]; then
        flags+=(-vet=off)
        concatTo flags checkFlags checkFlagsArray
    fi
    if ! said=$(go "$1" "${flags[@]}" "$2" 2>&1); then
        if ! grep -qE '(no( buildable| non-test)?|build constraints exclude all) Go (source )?files' <<<"$said"; then
            printf '%s\n' "$said" >&2
            return 1
        fi
    fi
    if [ -n "$said" ]; then printf '%s\n' "$said" >&2; fi
}

goInstall() {
    local package
    while IFS= read -r package; do
        echo "Building subPackage $package"
        goRun install "$package"
    done < <(goPackages "")
}

goTest() {
    export GOFLAGS=${GOFLAGS//-trimpath/}
    local package
    while IFS= read -r package; do goRun test "$package"; done < <(goPackages _test)
}
