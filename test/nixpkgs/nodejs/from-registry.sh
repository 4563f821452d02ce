# shellcheck shell=bash
# usage: a builder with $spec (name@version) and $out.
export PATH=$PATH:/usr/local/bin:/usr/bin:/bin
export npm_config_cache=$NIX_BUILD_TOP/cache npm_config_update_notifier=false npm_config_loglevel=error
cd "$NIX_BUILD_TOP"
if ! type -P npm >/dev/null; then
    echo "the host has no npm on PATH ($PATH); it is needed to fetch $spec" >&2
    exit 1
fi
mkdir tarball
npm pack --ignore-scripts --pack-destination tarball "$spec" >/dev/null
mv tarball/*.tgz "$out"
