# shellcheck shell=bash

# findPython VERSION: prints the path of the host's Python of that version (3.13). The places are fixed ones, so
# that the same host has the same derivation whatever PATH is; pyenv's shims are no interpreters.
findPython() {
    local version=$1 candidate
    for candidate in \
        "/usr/bin/python$version" \
        "/usr/local/bin/python$version" \
        "/opt/homebrew/bin/python$version" \
        "/opt/python$version/bin/python$version" \
        /opt/hostedtoolcache/Python/"$version".*/*/bin/"python$version" \
        ~root/.pyenv/versions/"$version".*/bin/"python$version" \
        /home/*/.pyenv/versions/"$version".*/bin/"python$version" \
        ~root/.local/share/uv/python/cpython-"$version".*/bin/"python$version" \
        /home/*/.local/share/uv/python/cpython-"$version".*/bin/"python$version"; do
        if [ -x "$candidate" ] && "$candidate" -c "import venv, ssl, sqlite3" 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "the host has no Python $version in /usr, /usr/local, /opt, ~/.pyenv or uv's folder: install it (pyenv install $version, uv python install $version), or use nixpkgs" >&2
    return 1
}
