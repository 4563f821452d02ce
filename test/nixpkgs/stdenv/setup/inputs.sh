# shellcheck shell=bash

# Finds every input with what it propagates, sources their setup hooks and extends PATH (what runs in the
# build) and HOST_PATH (what the output may run).
collectInputs() {
    local -A seen=()
    local -a native=() host=()
    gather native seen ${nativeBuildInputs-} ${propagatedNativeBuildInputs-}
    seen=()
    gather host seen ${buildInputs-} ${propagatedBuildInputs-}

    local input nativePath="" hostPath=""
    for input in "${native[@]}"; do addBin nativePath "$input"; done
    for input in "${host[@]}"; do addBin hostPath "$input"; done

    HOST_PATH=$hostPath${hostPath:+${HOST_PATH:+:}}$HOST_PATH
    # Without strictDeps a build may run its run-time inputs too.
    if [ -z "${strictDeps-}" ]; then nativePath+=${nativePath:+${hostPath:+:}}$hostPath; fi
    PATH=$nativePath${nativePath:+:}$PATH
    export PATH HOST_PATH

    # nodejs has a setup hook in nixpkgs that does this for every input.
    for input in "${native[@]}" "${host[@]}"; do
        if [ -d "$input/lib/node_modules" ]; then
            export NODE_PATH=${NODE_PATH-}${NODE_PATH:+:}$input/lib/node_modules
        fi
    done

    local -A sourced=()
    for input in "${native[@]}" "${host[@]}"; do
        if [ -n "${sourced[$input]-}" ]; then continue; fi
        sourced[$input]=1
        sourceSetupHook "$input"
    done
}

# gather LIST SEEN PATH…: appends each path, and what it propagates, to the array LIST.
gather() {
    local -n gathered=$1 visited=$2
    shift 2
    local -a queue=("$@")
    local path file
    while [ "${#queue[@]}" -gt 0 ]; do
        path=${queue[0]}
        queue=("${queue[@]:1}")
        if [ -n "${visited[$path]-}" ]; then continue; fi
        visited[$path]=1
        if [ ! -e "$path" ]; then
            nixErrorLog "build input $path does not exist"
            exit 1
        fi
        gathered+=("$path")
        for file in propagated-build-inputs propagated-native-build-inputs; do
            if [ -f "$path/nix-support/$file" ]; then
                # shellcheck disable=SC2207
                queue+=($(<"$path/nix-support/$file"))
            fi
        done
    done
}

addBin() {
    local -n list=$1
    if [ -d "$2/bin" ]; then list+=${list:+:}$2/bin; fi
}

# A setup hook sees unset variables as empty, as any phase does.
sourceSetupHook() {
    set +u
    if [ -f "$1" ]; then
        # shellcheck source=/dev/null
        source "$1"
    elif [ -f "$1/nix-support/setup-hook" ]; then
        # shellcheck source=/dev/null
        source "$1/nix-support/setup-hook"
    fi
    set -u
}
