# shellcheck shell=bash

# Runs the package's own build script.
npmBuildHook() {
    echo "Executing npmBuildHook"
    runHook preBuild

    if [ -z "${npmBuildScript-}" ]; then
        printf '\nERROR: no build script was specified\n' >&2
        echo 'Hint: set `npmBuildScript`, override `buildPhase`, or set `dontNpmBuild = true`.' >&2
        exit 1
    fi
    local -a flags=()
    concatTo flags npmBuildFlags npmBuildFlagsArray npmFlags npmFlagsArray
    if ! npm run ${npmWorkspace+--workspace=$npmWorkspace} "$npmBuildScript" "${flags[@]}"; then
        printf '\nERROR: `npm build` failed\n\n' >&2
        echo "Make sure your build script ($npmBuildScript) exists. If there is none, set \`dontNpmBuild = true\`." >&2
        exit 1
    fi

    runHook postBuild
    echo "Finished npmBuildHook"
}

if [ -z "${dontNpmBuild-}" ] && [ -z "${buildPhase-}" ]; then
    buildPhase=npmBuildHook
fi
