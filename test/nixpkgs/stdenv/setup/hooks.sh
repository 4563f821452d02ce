# shellcheck shell=bash

# Runs the hook NAME: first the function, else the string, of that name, then each of the array
# `NAMEHooks` (`preFixup` and `preFixupHooks`).
runHook() {
    local hookName=$1
    shift
    local array="${hookName%Hook}Hooks[@]"
    local hook
    callImplicitHook "$hookName"
    for hook in ${!array+"${!array}"}; do
        evalHook "$hook" "$@"
    done
}

callImplicitHook() {
    if declare -F "$1" >/dev/null; then
        "$1"
    elif [ -n "${!1:-}" ]; then
        eval "${!1}"
    fi
}

# In a function of its own, so that a `return` in a hook's text ends that hook only.
evalHook() {
    if declare -F "$1" >/dev/null; then
        "$@"
    else
        eval "$1"
    fi
}

# Appends to the array $1 the words of the variables that follow: each an array, or a string that is split
# at blanks (a list attribute of a derivation arrives so).
concatTo() {
    local -n target=$1
    shift
    local name
    for name in "$@"; do
        if [[ "$(declare -p "$name" 2>/dev/null)" == "declare -a"* ]]; then
            local -n source=$name
            target+=("${source[@]}")
            unset -n source
        elif [ -n "${!name-}" ]; then
            # shellcheck disable=SC2206
            target+=(${!name})
        fi
    done
}

nixErrorLog() { echo "ERROR: $*" >&2; }
