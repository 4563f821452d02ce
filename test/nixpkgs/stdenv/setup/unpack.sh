# shellcheck shell=bash

# The file name of a store path without its hash.
stripHash() {
    local name
    name=$(basename -- "$1")
    if [[ "$name" =~ ^[a-z0-9]{32}-(.*)$ ]]; then name=${BASH_REMATCH[1]}; fi
    echo "$name"
}

unpackFile() {
    echo "unpacking source archive $1"
    local target
    if [ -d "$1" ]; then
        target=$(stripHash "$1")
        if [ -e "$target" ]; then
            echo "Cannot copy $1 to $target: destination already exists!" >&2
            return 1
        fi
        cp -r --preserve=mode,timestamps --reflink=auto -- "$1" "$target"
        return
    fi
    # By the name, as nixpkgs does it: an archive under another name is not unpacked.
    case $1 in
    *.tar | *.tar.* | *.tgz | *.tbz2 | *.txz) tar xf "$1" --mode=+w --warning=no-timestamp ;;
    *)
        echo "do not know how to unpack source archive $1" >&2
        exit 1
        ;;
    esac
}

unpackPhase() {
    runHook preUnpack

    if [ -z "${srcs:-}" ]; then
        if [ -z "${src:-}" ]; then
            echo 'variable $src or $srcs should point to the source' >&2
            exit 1
        fi
        srcs=$src
    fi

    # The source's folder is the one that unpacking made.
    local -A before=()
    local entry archive
    for entry in *; do
        if [ -d "$entry" ]; then before[$entry]=1; fi
    done
    for archive in $srcs; do unpackFile "$archive"; done

    : "${sourceRoot=}"
    if [ -n "${setSourceRoot:-}" ]; then
        runHook setSourceRoot
    elif [ -z "$sourceRoot" ]; then
        for entry in *; do
            if [ ! -d "$entry" ] || [ -n "${before[$entry]-}" ]; then continue; fi
            if [ -n "$sourceRoot" ]; then
                echo "unpacker produced multiple directories" >&2
                exit 1
            fi
            sourceRoot=$entry
        done
    fi
    if [ -z "$sourceRoot" ]; then
        echo "unpacker appears to have produced no directories" >&2
        exit 1
    fi
    echo "source root is $sourceRoot"
    if [ "${dontMakeSourcesWritable:-0}" != 1 ]; then chmod -R u+w -- "$sourceRoot"; fi

    runHook postUnpack
}
