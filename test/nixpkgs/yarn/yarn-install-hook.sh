# shellcheck shell=bash

# Installs what `yarn pack` would publish, a wrapper for each program, and the production dependencies.
yarnInstallHook() {
    echo "Executing yarnInstallHook"
    runHook preInstall
    local -a flags=(--ignore-engines --ignore-platform --ignore-scripts --no-progress --non-interactive --offline)
    local name packageOut
    name=$("@node@" "@packageFacts@" name package.json)
    packageOut=$out/lib/node_modules/$name
    mkdir -p "$packageOut"
    yarn pack --filename "$NIX_BUILD_TOP/yarn-pack.tgz" "${flags[@]}"
    tar xzf "$NIX_BUILD_TOP/yarn-pack.tgz" -C "$packageOut" --strip-components 1 --warning=no-timestamp package/

    local -a words
    while IFS=' ' read -ra words; do
        mkdir -p "$out/bin"
        makeWrapper "@node@" "$out/bin/${words[0]-}" --add-flags "$packageOut/${words[1]-}"
    done < <("@node@" "@packageFacts@" bin package.json)

    if [ ! -d "$packageOut/node_modules" ]; then
        if [ -z "${yarnKeepDevDeps-}" ]; then
            yarn install --frozen-lockfile --force --production=true "${flags[@]}"
        fi
        find node_modules -maxdepth 1 -type d -empty -delete
        cp -r node_modules "$packageOut/node_modules"
    fi
    runHook postInstall
}

if [ -z "${dontYarnInstall-}" ] && [ -z "${installPhase-}" ]; then installPhase=yarnInstallHook; fi
