# `fetchGoModule { path; version; hash; }`: the files of a Go module, as its zip has them.
#
# The go command finds the module proxy by itself, as on the command line: from GOPROXY in the environment (of the Nix
# daemon, where there is one) or `go env -w`, else its own. The hash is what is trusted, so the checksum database is not
# asked. No code of the module runs.
{
  lib,
  runCommand,
  buildPackages,
  cacert,
}:

{
  # Module path: `github.com/owner/repo`, `example.com/tool/v2`.
  path,
  # An exact version, without the `v` that Go's versions begin with.
  version,
  # SRI hash of the files.
  hash,
  name ? lib.strings.sanitizeDerivationName "${baseNameOf path}-${version}",
  meta ? { },
}:

runCommand name
  {
    nativeBuildInputs = [
      buildPackages.go
      buildPackages.gitMinimal
      cacert
    ];

    outputHashMode = "recursive";
    outputHash = hash;
    preferLocalBuild = true;

    spec = "${path}@v${version}";

    impureEnvVars = lib.fetchers.proxyImpureEnvVars ++ [
      # Where `.netrc` and the file of `go env -w` are.
      "HOME"
      "XDG_CONFIG_HOME"
      "NETRC"
      "GOENV"

      "GOAUTH"
      "GOINSECURE"
      "GONOPROXY"
      "GOPRIVATE"
      "GOPROXY"

      "NIX_SSL_CERT_FILE"
      "SSL_CERT_FILE"
    ];

    inherit meta;
  }
  ''
    readable() {
      if [ -r "$1" ]; then printf %s "$1"; else printf %s "$2"; fi
    }
    export NETRC="$(readable "''${NETRC:-''${HOME:-}/.netrc}" /dev/null)"
    export GOENV="$(readable "''${GOENV:-''${XDG_CONFIG_HOME:-''${HOME:-}/.config}/go/env}" off)"
    # An empty one would mean: no proxy at all.
    if [ -z "''${GOPROXY:-}" ]; then unset GOPROXY; fi

    export HOME="$TMPDIR/home"
    mkdir -p "$HOME"
    export GO111MODULE=on GOFLAGS=-modcacherw GOSUMDB=off GOTOOLCHAIN=local GOWORK=off
    export GOPATH="$TMPDIR/go" GOMODCACHE="$TMPDIR/modules"
    cd "$HOME"
    go mod download "$spec"
    cp -r "$GOMODCACHE/$(printf %s "$spec" | sed 's/[A-Z]/!\L&/g')" "$out"
  ''
