# shellcheck shell=bash

# patchShebangs [--build|--host|--update] [--] PATH…: points the first line of every executable script at
# the program that PATH (or, in an output under strictDeps, HOST_PATH) has. What is not found there, and
# what is in the store already, stays.
patchShebangs() {
    local pathName="" update=false
    while [ $# -gt 0 ]; do
        case $1 in
        --host) pathName=HOST_PATH ;;
        --build) pathName=PATH ;;
        --update) update=true ;;
        --)
            shift
            break
            ;;
        -*)
            echo "Unknown option $1 supplied to patchShebangs" >&2
            return 1
            ;;
        *) break ;;
        esac
        shift
    done
    echo "patching script interpreter paths in $*"
    if [ $# -eq 0 ]; then return 0; fi

    local file
    while IFS= read -r -d '' file; do
        patchShebang "$file" "$pathName" "$update"
    done < <(find "$@" -type f -perm -0100 -print0)
}

patchShebang() {
    local file=$1 pathName=$2 update=$3 line="" start=""
    IFS= LC_ALL=C read -r -n 2 -d '' start <"$file" || true
    if [ "$start" != '#!' ]; then return 0; fi
    IFS= read -r line <"$file" || [ -n "$line" ]

    if [ -z "$pathName" ]; then
        pathName=PATH
        if [[ -n "${strictDeps-}" && "$file" == "$NIX_STORE"* ]]; then pathName=HOST_PATH; fi
    fi

    local interpreter="" argument="" rest="" program
    read -r interpreter argument rest <<<"${line:2}"
    case $interpreter in
    "$NIX_STORE"/*) if [ "$update" = false ]; then return 0; fi ;;
    esac
    if [[ "$interpreter" == */bin/env ]]; then
        if [ "$argument" = -S ]; then
            read -r argument rest <<<"$rest"
            rest="-S $(PATH=${!pathName} type -P "$argument" || true)${rest:+ $rest}"
            argument=env
        elif [[ "$argument" == -* || "$argument" == *=* ]]; then
            echo "$file: unsupported interpreter directive \"$line\" (set dontPatchShebangs=1 and handle shebang patching yourself)" >&2
            exit 1
        fi
        program=$(PATH=${!pathName} type -P "$argument" || true)
    else
        rest="$argument${rest:+ $rest}"
        program=$(PATH=${!pathName} type -P "$(basename "${interpreter:-/bin/sh}")" || true)
    fi
    if [ -z "$program" ] || [ "$program" = "$interpreter" ]; then return 0; fi

    local replacement="#!$program${rest:+ $rest}" modified writable=true
    echo "$file: interpreter directive changed from \"$line\" to \"${replacement:2}\""
    modified=$(stat --format %y "$file")
    if [ ! -w "$file" ]; then
        writable=false
        chmod u+w "$file"
    fi
    {
        printf '%s\n' "$replacement"
        tail -n +2 "$file"
    } >"$file.patched-shebang"
    # Into the same file, so that its mode stays.
    cat "$file.patched-shebang" >"$file"
    rm "$file.patched-shebang"
    if [ "$writable" = false ]; then chmod u-w "$file"; fi
    touch --date "$modified" "$file"
}

patchShebangsAuto() {
    if [[ -z "${dontPatchShebangs-}" && -e "$prefix" ]]; then patchShebangs --host "$prefix"; fi
}
fixupOutputHooks+=(patchShebangsAuto)
