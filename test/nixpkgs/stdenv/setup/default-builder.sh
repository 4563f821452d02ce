# shellcheck shell=bash
# What a derivation without a builder of its own runs: first takes from the build what it must not have,
# as far as this host lets it, then sources `setup` and runs the phases.

if [ -z "${standInConfined-}" ]; then
    export standInConfined=1
    confine=()
    # Only what has a fixed output may use the network.
    if [ -z "${outputHash+x}" ]; then
        # First as Nix's sandbox has it, an ordinary user: programs ask for uid 0 and then, for one, restore
        # owners from archives, which a root without its powers cannot live with.
        for how in "--net --user --map-user=1000 --map-group=100" "--net" "--net --user --map-current-user"; do
            # shellcheck disable=SC2086
            if /usr/bin/unshare $how /bin/true 2>/dev/null; then
                # shellcheck disable=SC2206
                confine=(/usr/bin/unshare $how)
                break
            fi
        done
        if [ "${#confine[@]}" = 0 ]; then
            echo "stand-in: no network namespaces on this host, so a build that downloads goes unnoticed" >&2
        fi
    fi
    # Root writes even where the mode forbids it, and so could change its own inputs in the store, and would
    # not notice that it needs a writable copy of a file.
    if [ "$EUID" = 0 ]; then
        drop=(/usr/bin/setpriv --bounding-set=-dac_override --inh-caps=-dac_override)
        if "${drop[@]}" /bin/true 2>/dev/null; then
            confine+=("${drop[@]}")
        else
            echo "stand-in: root's rights cannot be limited here, so a write into the store goes unnoticed" >&2
        fi
    fi
    if [ "${#confine[@]}" -gt 0 ]; then exec "${confine[@]}" /bin/bash -e "$0"; fi
fi

# As in a sandbox of Nix, the loopback is there.
if [ -z "${outputHash+x}" ] && [ -x /usr/sbin/ip ]; then /usr/sbin/ip link set lo up 2>/dev/null || true; fi

# shellcheck source=/dev/null
source "$stdenv/setup"
genericBuild
