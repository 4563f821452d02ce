# shellcheck shell=bash

# Manual pages are where every package has them, and compressed.
forceShare() {
    local folder
    for folder in ${forceShare-man doc info}; do
        if [ -d "$prefix/$folder" ]; then
            mkdir -p "$prefix/share"
            mv "$prefix/$folder" "$prefix/share/$folder"
        fi
    done
}
fixupOutputHooks+=(forceShare)

compressManPages() {
    if [[ -n "${dontGzipMan-}" || ! -d "$prefix/share/man" ]]; then return 0; fi
    find "$prefix/share/man" -type f ! -name '*.gz' -print0 | xargs -0 -r gzip -n -f
}
fixupOutputHooks+=(compressManPages)

# installManPage FILE…: into the section that the name's ending says.
installManPage() {
    local page section
    for page in "$@"; do
        section=${page%.gz}
        section=${section##*.}
        if [[ ! "$section" =~ ^[1-9n] ]]; then
            echo "installManPage: '$page' does not end in a section" >&2
            return 1
        fi
        install -Dm644 -- "$page" "$out/share/man/man${section:0:1}/$(basename "$page")"
    done
}
