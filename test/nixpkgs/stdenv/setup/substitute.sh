# shellcheck shell=bash

# substitute INPUT OUTPUT [--replace-fail|--replace-warn|--replace-quiet OLD NEW] [--subst-var NAME]
# [--subst-var-by NAME TEXT]: literal text, all occurrences. What --replace-fail does not find is an error.
substitute() {
    local input=$1 output=$2
    shift 2
    if [ ! -f "$input" ]; then
        nixErrorLog "substitute(): file '$input' does not exist"
        return 1
    fi
    # The final dot keeps trailing newlines.
    local content
    content=$(cat "$input" && echo .)
    content=${content%.}

    local old new onMissing
    while [ $# -gt 0 ]; do
        onMissing=quiet
        case $1 in
        --replace-fail) onMissing=fail ;;
        --replace-warn | --replace) onMissing=warn ;;
        --replace-quiet | --subst-var | --subst-var-by) ;;
        *)
            nixErrorLog "substitute(): Invalid command line argument: $1"
            return 1
            ;;
        esac
        case $1 in
        --subst-var)
            if [ -z "${!2+x}" ]; then
                nixErrorLog "substitute(): variable \$$2 is unset"
                return 1
            fi
            old="@$2@" new=${!2}
            shift 2
            ;;
        --subst-var-by)
            old="@$2@" new=$3
            shift 3
            ;;
        *)
            old=$2 new=$3
            shift 3
            ;;
        esac
        if [[ "$content" != *"$old"* && "$onMissing" != quiet ]]; then
            echo "substitute(): $onMissing: pattern '$old' doesn't match anything in file '$input'" >&2
            if [ "$onMissing" = fail ]; then return 1; fi
        fi
        content=${content//"$old"/"$new"}
    done
    # A copy of a store file is read-only.
    if [ -e "$output" ]; then chmod u+w -- "$output"; fi
    printf '%s' "$content" >"$output"
}

# substituteInPlace FILE… [the arguments of substitute]
substituteInPlace() {
    local -a files=()
    while [[ $# -gt 0 && "$1" != --* ]]; do
        files+=("$1")
        shift
    done
    if [ "${#files[@]}" -eq 0 ]; then
        nixErrorLog "substituteInPlace called without any files to operate on"
        return 1
    fi
    local file
    for file in "${files[@]}"; do
        substitute "$file" "$file" "$@"
    done
}
