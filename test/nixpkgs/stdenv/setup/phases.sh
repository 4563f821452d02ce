# shellcheck shell=bash

patchPhase() {
    runHook prePatch

    local file uncompress
    local -a flags=()
    concatTo flags patchFlags
    if [ "${#flags[@]}" -eq 0 ]; then flags=(-p1); fi
    for file in ${patches-}; do
        echo "applying patch $file"
        case $file in
        *.gz) uncompress="gzip -d" ;;
        *.bz2) uncompress="bzip2 -d" ;;
        *.xz) uncompress="xz -d" ;;
        *) uncompress=cat ;;
        esac
        $uncompress <"$file" 2>&1 | patch "${flags[@]}"
    done

    runHook postPatch
}

configurePhase() {
    runHook preConfigure

    local -a flags=()
    if [ -z "${configureScript-}" ] && [ -x ./configure ]; then configureScript=./configure; fi
    if [ -n "${configureScript-}" ]; then
        if [ -z "${dontAddPrefix-}" ]; then flags=("--prefix=$prefix"); fi
        concatTo flags configureFlags configureFlagsArray
        $configureScript "${flags[@]}"
    else
        echo "no configure script, doing nothing"
    fi

    runHook postConfigure
}

haveMakefile() {
    [[ -n "${makefile-}" || -e Makefile || -e makefile || -e GNUmakefile ]]
}

runMake() {
    local -a flags=(${makefile:+-f "$makefile"} SHELL="$SHELL")
    concatTo flags makeFlags makeFlagsArray
    make "${flags[@]}" "$@"
}

buildPhase() {
    runHook preBuild

    local -a flags=()
    if [ -z "${makeFlags-}" ] && ! haveMakefile; then
        echo "no Makefile, doing nothing"
    else
        concatTo flags buildFlags buildFlagsArray
        runMake "${flags[@]}"
    fi

    runHook postBuild
}

checkPhase() {
    runHook preCheck
    if haveMakefile; then
        # shellcheck disable=SC2086
        runMake ${checkTarget:-check}
    else
        echo "no Makefile or custom checkPhase, doing nothing"
    fi
    runHook postCheck
}

installPhase() {
    runHook preInstall
    if [ -z "${makeFlags-}" ] && ! haveMakefile; then
        echo "no Makefile or custom installPhase, doing nothing"
    else
        # shellcheck disable=SC2086
        runMake ${installTargets:-install}
    fi
    runHook postInstall
}

fixupPhase() {
    local output
    for output in $outputs; do
        if [ -e "${!output}" ]; then chmod -R u+w,u-s,g-s "${!output}"; fi
    done

    runHook preFixup
    for output in $outputs; do
        prefix=${!output} runHook fixupOutput
    done

    if [ -n "${setupHook:-}" ]; then
        mkdir -p "$out/nix-support"
        cp "$setupHook" "$out/nix-support/setup-hook"
    fi
    if [ -n "${propagatedBuildInputs:-}" ]; then
        mkdir -p "$out/nix-support"
        printf '%s\n' "$propagatedBuildInputs" >"$out/nix-support/propagated-build-inputs"
    fi
    runHook postFixup
}

installCheckPhase() {
    runHook preInstallCheck
    if haveMakefile && make -n "${installCheckTarget:-installcheck}" >/dev/null 2>&1; then
        runMake "${installCheckTarget:-installcheck}"
    else
        echo "no Makefile or custom installCheckPhase, doing nothing"
    fi
    runHook postInstallCheck
}

# Whether PHASE is left out, by its `dont…` or for want of its `do…`.
phaseIsOff() {
    case $1 in
    unpackPhase) [ -n "${dontUnpack-}" ] ;;
    patchPhase) [ -n "${dontPatch-}" ] ;;
    configurePhase) [ -n "${dontConfigure-}" ] ;;
    buildPhase) [ -n "${dontBuild-}" ] ;;
    checkPhase) [ -z "${doCheck-}" ] ;;
    installPhase) [ -n "${dontInstall-}" ] ;;
    fixupPhase) [ -n "${dontFixup-}" ] ;;
    installCheckPhase) [ -z "${doInstallCheck-}" ] ;;
    *) false ;;
    esac
}

runPhase() {
    local phase=$1
    if phaseIsOff "$phase"; then return 0; fi
    echo "Running phase: $phase"
    if [ -n "${NIX_LOG_FD-}" ]; then
        # Tells Nix, whose progress display then names the phase.
        printf '@nix { "action": "setPhase", "phase": "%s" }\n' "$phase" >&"$NIX_LOG_FD"
    fi
    eval "${!phase:-$phase}"
    if [ "$phase" = unpackPhase ]; then
        if [ -n "${sourceRoot:-}" ]; then chmod +x -- "$sourceRoot"; fi
        cd -- "${sourceRoot:-.}"
    fi
}

genericBuild() {
    if [ -f "${buildCommandPath:-}" ]; then
        # shellcheck source=/dev/null
        source "$buildCommandPath"
        return
    fi
    if [ -n "${buildCommand:-}" ]; then
        eval "$buildCommand"
        return
    fi
    local phase
    for phase in ${phases:-${prePhases-} unpackPhase patchPhase ${preConfigurePhases-} configurePhase \
        ${preBuildPhases-} buildPhase checkPhase ${preInstallPhases-} installPhase ${preFixupPhases-} \
        fixupPhase installCheckPhase ${postPhases-}}; do
        runPhase "$phase"
    done
}
