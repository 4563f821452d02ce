# shellcheck shell=bash

yarnBuildHook() {
    runHook preBuild
    echo "Executing yarnBuildHook"
    # shellcheck disable=SC2086
    yarn --offline "${yarnBuildScript:-build}" ${yarnBuildFlags-}
    runHook postBuild
}

if [ -z "${dontYarnBuild-}" ] && [ -z "${buildPhase-}" ]; then buildPhase=yarnBuildHook; fi
