# shellcheck shell=bash

# Installs what `npm pack` would publish, a wrapper for each program, and the production dependencies.
npmInstallHook() {
    echo "Executing npmInstallHook"
    runHook preInstall

    local packageJson=${npmWorkspace-.}/package.json name
    if ! name=$("@node@" "@packageFacts@" name package.json); then
        printf '\nERROR: missing "name" field in package.json\n' >&2
        exit 1
    fi
    local packageOut=$out/lib/node_modules/$name

    local -a flags=()
    concatTo flags npmPackFlags npmPackFlagsArray npmFlags npmFlagsArray
    local listing file
    # `npm pack` writes to its cache.
    listing=$(npm_config_cache=$HOME/.npm npm pack --json --dry-run --loglevel=warn --no-foreground-scripts \
        ${npmWorkspace+--workspace=$npmWorkspace} "${flags[@]}")
    while IFS= read -r file; do
        mkdir -p "$packageOut/$(dirname "$file")"
        cp "${npmWorkspace-.}/$file" "$packageOut/$(dirname "$file")"
    done < <("@node@" "@packageFacts@" packed <<<"$listing")

    installExecutables "$packageJson" "$packageOut"
    while IFS= read -r file; do
        installManPage "$packageOut/$file"
    done < <("@node@" "@packageFacts@" man "$packageJson")

    if [ ! -d "$packageOut/node_modules" ]; then
        if [ -z "${dontNpmPrune-}" ]; then
            flags=()
            concatTo flags npmPruneFlags npmPruneFlagsArray npmFlags npmFlagsArray
            if ! npm prune --omit=dev --no-save ${npmWorkspace+--workspace=$npmWorkspace} "${flags[@]}"; then
                printf '\nERROR: npm prune step failed\n\n' >&2
                echo 'If npm tried to download additional dependencies above, try setting `dontNpmPrune = true`.' >&2
                exit 1
            fi
        fi
        find node_modules -maxdepth 1 -type d -empty -delete
        cp -r node_modules "$packageOut/node_modules"
    fi

    runHook postInstall
    echo "Finished npmInstallHook"
}

installExecutables() {
    local -a userArgs=()
    concatTo userArgs makeWrapperArgs
    local -a words
    # In nixpkgs too a name with a space in it is torn apart here, as is a path.
    while IFS=' ' read -ra words; do
        mkdir -p "$out/bin"
        makeWrapper "@node@" "$out/bin/${words[0]-}" --add-flags "$2/${words[1]-}" "${userArgs[@]}"
    done < <("@node@" "@packageFacts@" bin "$1")
}

if [ -z "${dontNpmInstall-}" ] && [ -z "${installPhase-}" ]; then
    installPhase=npmInstallHook
fi
