# shellcheck shell=bash
# `autoPatchelfHook`, without patching: programs here run on the host's C library, which finds what it needs by
# itself. That everything needed is in the output or in buildInputs is checked as there, and is an error as there.

if [ -z "${dontAutoPatchelf-}" ]; then postFixupHooks+=(checkLibraries); fi

checkLibraries() {
    local -A present=()
    local -a ignored=()
    local file input needed pattern missing=""
    concatTo ignored autoPatchelfIgnoreMissingDeps
    for file in $(find "$out" -name '*.so*' '(' -type f -o -type l ')'); do present[${file##*/}]=1; done
    for input in ${buildInputs-}; do
        if [ ! -d "$input/lib" ]; then continue; fi
        for file in "$input"/lib/*.so*; do present[${file##*/}]=1; done
    done
    while IFS= read -r -d "" file; do
        for needed in $(readelf -dW "$file" 2>/dev/null | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
            case $needed in
            ld-linux*.so.* | lib[cm].so.6 | lib[cm].musl* | libdl.so.2 | libpthread.so.0 | librt.so.1) continue ;;
            libutil.so.1 | libresolv.so.2 | libanl.so.1 | libmvec.so.1) continue ;;
            esac
            if [ -n "${present[$needed]-}" ]; then continue; fi
            for pattern in "${ignored[@]}"; do
                # shellcheck disable=SC2053
                if [[ $needed == $pattern ]]; then continue 2; fi
            done
            echo "error: auto-patchelf could not satisfy dependency $needed wanted by $file" >&2
            missing=1
        done
    done < <(find "$out" -type f -size +63c -print0 | LC_ALL=C xargs -0r grep -lZP --binary-files=text '\A\x7fELF')
    if [ -n "$missing" ]; then
        echo "Add the missing dependencies to \`buildInputs\` or set \`autoPatchelfIgnoreMissingDeps\`." >&2
        exit 1
    fi
}
