# shellcheck shell=bash
# What a derivation without a builder of its own runs.

# Root may write even where the mode forbids it, so a build by root could change its own inputs in the
# store, and would not notice that it needs a writable copy. Give that power up: such a build then fails
# here as it fails for a build user of a Nix daemon.
if [ "$EUID" = 0 ] && [ -z "${standInUnprivileged-}" ] && [ -x /usr/bin/setpriv ]; then
    export standInUnprivileged=1
    if /usr/bin/setpriv --bounding-set=-dac_override --inh-caps=-dac_override /bin/true 2>/dev/null; then
        exec /usr/bin/setpriv --bounding-set=-dac_override --inh-caps=-dac_override /bin/bash -e "$0"
    fi
    echo "stand-in: cannot give up CAP_DAC_OVERRIDE; a write into the store would go unnoticed" >&2
fi

# shellcheck source=/dev/null
source "$stdenv/setup"
genericBuild
