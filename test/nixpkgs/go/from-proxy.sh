# shellcheck shell=bash
# usage: a builder with $spec (module@version) and $out.
export PATH=$PATH:/usr/local/go/bin:/usr/local/bin:/usr/bin:/bin
if ! type -P go >/dev/null; then
    echo "the host has no go on PATH ($PATH); it is needed to fetch $spec" >&2
    exit 1
fi
for name in GOENV GOPROXY GOSUMDB GONOSUMDB; do
    if [ -z "${!name-}" ]; then unset "$name"; fi
done
export GOMODCACHE=$NIX_BUILD_TOP/modules GOFLAGS=-modcacherw GOTOOLCHAIN=local GOWORK=off GO111MODULE=on
export GOCACHE=$NIX_BUILD_TOP/cache GOPATH=$NIX_BUILD_TOP/go
cd "$NIX_BUILD_TOP"
go mod download "$spec"
mv "$GOMODCACHE/$spec" "$out"
# A module's files are never executable; the go command mends that where it runs a toolchain.
chmod +x "$out"/bin/* "$out"/pkg/tool/*/*
rm -rf "$out/test" "$out/api"
