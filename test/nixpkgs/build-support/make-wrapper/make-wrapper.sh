# shellcheck shell=bash

assertExecutable() {
    if [[ ! -f "$1" || ! -x "$1" ]]; then
        nixErrorLog "Cannot wrap '$1' because it is not an executable file"
        exit 1
    fi
}

# makeWrapper EXECUTABLE WRAPPER ARGS: writes the script WRAPPER that starts EXECUTABLE.
#
# --argv0 NAME, --inherit-argv0, --resolve-argv0   the name the program is started under
# --set VAR VALUE, --set-default VAR VALUE, --unset VAR
# --prefix VAR SEP VALUE, --suffix VAR SEP VALUE   VALUE before (after) the others, once
# --prefix-each, --suffix-each VAR SEP VALUES      the same for each word
# --chdir FOLDER, --run COMMAND                    before the program
# --add-flag FLAG, --append-flag FLAG              one argument before (after) the caller's, as it is
# --add-flags FLAGS, --append-flags FLAGS          text for the shell, before (after) the caller's
makeWrapper() { makeShellWrapper "$@"; }

makeShellWrapper() {
    local original=$1 wrapper=$2
    shift 2
    assertExecutable "$original"
    mkdir -p "$(dirname "$wrapper")"

    local body="" argv0="" before="" after="" value word
    while [ $# -gt 0 ]; do
        case $1 in
        --set)
            body+="export $2=${3@Q}"$'\n'
            shift 3
            ;;
        --set-default)
            body+="export $2=\${$2-${3@Q}}"$'\n'
            shift 3
            ;;
        --unset)
            body+="unset $2"$'\n'
            shift 2
            ;;
        --chdir)
            body+="cd ${2@Q}"$'\n'
            shift 2
            ;;
        --run)
            body+="$2"$'\n'
            shift 2
            ;;
        --prefix | --suffix)
            body+=$(joinLine "${1#--}" "$2" "$3" "$4")$'\n'
            shift 4
            ;;
        --prefix-each | --suffix-each)
            value=${1#--}
            for word in $4; do body+=$(joinLine "${value%-each}" "$2" "$3" "$word")$'\n'; done
            shift 4
            ;;
        --add-flag)
            before+=" ${2@Q}"
            shift 2
            ;;
        --append-flag)
            after+=" ${2@Q}"
            shift 2
            ;;
        --add-flags)
            before+=" $2"
            shift 2
            ;;
        --append-flags)
            after+=" $2"
            shift 2
            ;;
        --argv0)
            argv0="-a ${2@Q} "
            shift 2
            ;;
        --inherit-argv0)
            argv0='-a "$0" '
            shift
            ;;
        --resolve-argv0)
            argv0='-a "$(readlink -f -- "$0")" '
            shift
            ;;
        *)
            nixErrorLog "makeWrapper doesn't understand the arg $1"
            exit 1
            ;;
        esac
    done

    printf '#! /bin/bash -e\n%sexec %s"%s"%s "$@"%s\n' "$body" "$argv0" "$original" "$before" "$after" >"$wrapper"
    chmod +x "$wrapper"
}

# The wrapper's line that puts VALUE before or after what VAR has, without a second copy of it.
joinLine() {
    local side=$1 name=$2 separator=$3 value=$4
    if [ -z "$value" ]; then return 0; fi
    local quoted=${value@Q} sep=${separator@Q}
    printf 'if [ -n "${%s-}" ]; then %s=%s$%s%s; %s=${%s//%s%s%s/%s}; fi; ' \
        "$name" "$name" "$sep" "$name" "$sep" "$name" "$name" "$sep" "$quoted" "$sep" "$sep"
    if [ "$side" = prefix ]; then
        printf 'export %s=%s${%s%%%s}' "$name" "$quoted" "$name" "$sep"
    else
        printf 'export %s=${%s#%s}%s' "$name" "$name" "$sep" "$quoted"
    fi
}

# wrapProgram PROGRAM ARGS: PROGRAM moves to `.PROGRAM-wrapped`, and a wrapper takes its place.
wrapProgram() { wrapProgramShell "$@"; }

wrapProgramShell() {
    local program=$1
    shift
    assertExecutable "$program"
    local hidden
    hidden="$(dirname "$program")/.$(basename "$program")-wrapped"
    while [ -e "$hidden" ]; do hidden+=_; done
    mv "$program" "$hidden"
    makeShellWrapper "$hidden" "$program" --inherit-argv0 "$@"
}
