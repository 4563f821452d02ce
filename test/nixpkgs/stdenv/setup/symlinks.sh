# shellcheck shell=bash

# An absolute symlink within an output becomes a relative one.
makeSymlinksRelative() {
    if [[ -n "${dontRewriteSymlinks-}" || ! -e "$prefix" ]]; then return 0; fi
    local link target
    while IFS= read -r -d '' link; do
        target=$(readlink "$link")
        if [[ "$target" != "$prefix"/* ]]; then continue; fi
        ln -snrf "$target" "$link"
    done < <(find "$prefix" -type l -print0)
}
fixupOutputHooks+=(makeSymlinksRelative)

# A symlink to nothing, or to itself, in an output fails the build. One that leaves the store is not looked at.
noBrokenSymlinks() {
    if [[ -n "${dontCheckForBrokenSymlinks-}" ]]; then return 0; fi
    local output link target broken=0
    for output in $outputs; do
        if [ ! -e "${!output}" ]; then continue; fi
        while IFS= read -r -d '' link; do
            target=$(realpath --no-symlinks --canonicalize-missing "$(dirname "$link")/$(readlink "$link")")
            if [[ "$(readlink "$link")" == /* ]]; then target=$(readlink "$link"); fi
            if [[ "$target" != "$NIX_STORE"/* ]]; then continue; fi
            if [[ "$target" == "$link" ]]; then
                nixErrorLog "noBrokenSymlinks: the symlink $link is reflexive"
            elif [ ! -e "$target" ]; then
                nixErrorLog "noBrokenSymlinks: the symlink $link points to a missing target: $target"
            else
                continue
            fi
            broken=$((broken + 1))
        done < <(find "${!output}" -type l -print0)
    done
    if [ "$broken" -gt 0 ]; then
        nixErrorLog "noBrokenSymlinks: found $broken broken symlinks"
        exit 1
    fi
}
postFixupHooks+=(noBrokenSymlinks)
