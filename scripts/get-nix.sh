#!/usr/bin/env bash
# Prints the prefix of a Nix >= 2.18: put PREFIX/bin on PATH to use it.
#
#   usage: scripts/get-nix.sh [--private] [--find]
#
#   --private   make or use a private Nix even when the machine has its own
#   --find      never make one: exit 3 when there is none yet
#
# The machine's own Nix is used when `nix` on PATH is new enough. Otherwise a private one is made, in
# about ten seconds, from Debian's or Ubuntu's own signed package `nix-bin`: apt-get resolves and
# downloads it (~40 MB) with a sources list, state and cache of its own against an *empty* list of
# installed packages, so that every library down to libc comes along; dpkg-deb unpacks it below the
# prefix; patchelf (taken from the archive in the same way) points the one binary at the prefix's own
# loader and libraries. Nothing is installed: neither the machine's packages nor apt's state change.
#
# Where things are:
#   prefix   $MCP_NIXGEN_NIX_PREFIX, else $XDG_CACHE_HOME/mcp-nixgen/nix (default ~/.cache)
#   store    /nix/store when it can be written, else PREFIX/nix/store. Store paths then differ from
#            everyone else's, which costs only the binary cache that a private Nix does not use anyway.
#
# Environment:
#   MCP_NIXGEN_DEBIAN_MIRROR   a Debian mirror to use instead of the one apt is configured with
#
# stdout: the prefix, one line. stderr: progress and errors. Exit: 0, 1 failure, 2 usage, 3 none found.
set -euo pipefail

readonly minimum=2.18
readonly suite=trixie # the first Debian release whose nix-bin is new enough
readonly needed_mb=500
readonly recipe=2     # counts the changes of what is made below; an older private Nix is made anew

say() { printf 'get-nix: %s\n' "$*" >&2; }
die() {
  printf 'get-nix: error: %s\n' "$1" >&2
  if [ $# -gt 1 ]; then printf 'get-nix: hint: %s\n' "$2" >&2; fi
  exit 1
}
usage() { sed -n '2,/^set -euo/{/^#/s/^# \{0,1\}//p}' "$0" >&2; }

private=no
find_only=no
for arg in "$@"; do
  case $arg in
    --private) private=yes ;;
    --find) find_only=yes ;;
    -h | --help)
      usage
      exit 0
      ;;
    *)
      usage
      exit 2
      ;;
  esac
done

readonly prefix=${MCP_NIXGEN_NIX_PREFIX:-${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/mcp-nixgen/nix}
case $prefix in
  /*) ;;
  *) die "the prefix is not an absolute path: $prefix" "set MCP_NIXGEN_NIX_PREFIX to an absolute path" ;;
esac
# They end up in wrappers, in an ELF header and in nix.conf, each with separators of its own.
case $prefix in
  *[!A-Za-z0-9/._+@-]*) die "the prefix holds a character other than A-Z a-z 0-9 / . _ + @ -: $prefix" "set MCP_NIXGEN_NIX_PREFIX to a plainer path" ;;
esac

# Is version $1 at least $2? Both are dotted numbers, maybe followed by letters ("2.26.3", "2.31pre20250101").
at_least() {
  local have_major have_minor want_major want_minor
  IFS=. read -r have_major have_minor _ <<<"$1"
  IFS=. read -r want_major want_minor _ <<<"$2"
  have_minor=${have_minor%%[!0-9]*}
  ((have_major > want_major || (have_major == want_major && ${have_minor:-0} >= want_minor)))
}

# The version that `nix` program $1 tells, or nothing.
version_of() {
  local line
  line=$("$1" --version 2>/dev/null) || return 0
  if [[ $line =~ ([0-9]+\.[0-9]+[0-9A-Za-z.]*)$ ]]; then printf '%s' "${BASH_REMATCH[1]}"; fi
}

is_usable() {
  local version
  version=$(version_of "$1/bin/nix")
  [ -n "$version" ] && at_least "$version" "$minimum"
}

# Is there a private Nix, made as this script makes it? One that someone else put there is taken as it is.
is_current() {
  is_usable "$prefix" || return 1
  [ ! -e "$prefix/libexec/env.sh" ] || [ "$(cat "$prefix/etc/recipe" 2>/dev/null)" = "$recipe" ]
}

if [ "$private" = no ] && own=$(command -v nix); then
  version=$(version_of "$own")
  if [ -n "$version" ] && at_least "$version" "$minimum"; then
    dirname "$(dirname "$own")"
    exit 0
  fi
  say "$own is ${version:-broken}; $minimum or newer is needed, so a private Nix is used"
fi

if is_current; then
  printf '%s\n' "$prefix"
  exit 0
fi
[ "$find_only" = no ] || exit 3

# ---- from here on: make one -------------------------------------------------------------------------

[ "$(uname -s)" = Linux ] || die "a private Nix can be made on Debian and Ubuntu only, and this is $(uname -s)" "install Nix from https://nixos.org/download"
for tool in apt-get apt-config dpkg dpkg-deb flock; do
  command -v "$tool" >/dev/null || die "$tool is missing: a private Nix can be made on Debian and Ubuntu only" "install Nix $minimum or newer from https://nixos.org/download"
done

mkdir -p "$(dirname "$prefix")" || die "$(dirname "$prefix") cannot be made" "set MCP_NIXGEN_NIX_PREFIX to a folder you can write to"

# Two runs at once: the second waits, then finds what the first has made.
exec 9>"$prefix.lock"
if ! flock --nonblock 9; then
  say "waiting for another run that makes $prefix"
  flock 9
fi
if is_current; then
  printf '%s\n' "$prefix"
  exit 0
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/get-nix.XXXXXXXX")
# As root, apt-get downloads as user _apt, which must be able to walk in.
chmod 755 "$work"
tmp=$prefix.new.$$
trap 'rm -rf "$work" "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

free_mb() { df -Pm "$1" | awk 'NR == 2 { print $4 }'; }
for place in "$work" "$(dirname "$prefix")"; do
  free=$(free_mb "$place")
  [ "${free:-0}" -ge "$needed_mb" ] || die "$place has ${free:-0} MB of free space; $needed_mb MB are needed" "set TMPDIR and MCP_NIXGEN_NIX_PREFIX to places with more room"
done

# os-release is the one place where a distribution says its name: ID, VERSION_CODENAME.
# shellcheck source=/dev/null
os_id=$(. /etc/os-release && printf '%s' "${ID:-}")
# shellcheck source=/dev/null
codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
# Whose archive Nix comes from: what the machine itself is, or Debian when it is told a mirror of it.
archive=$os_id
[ -z "${MCP_NIXGEN_DEBIAN_MIRROR:-}" ] || archive=debian
case $archive in
  debian | ubuntu) keyring=/usr/share/keyrings/$archive-archive-keyring.gpg ;;
  *) die "a private Nix can be made on Debian and Ubuntu only, and this is ${os_id:-unknown}" "install Nix $minimum or newer from https://nixos.org/download" ;;
esac
[ -s "$keyring" ] || keyring=${keyring%.gpg}.pgp
[ -s "$keyring" ] || die "the archive's keyring /usr/share/keyrings/$archive-archive-keyring.gpg is missing" "apt-get install $archive-archive-keyring"

# An apt of our own. APT_CONFIG is read first and moves the folder of the others, so that none of the
# machine's hooks (docker-clean, packagekit, …) run; what it says about *reaching* the mirror (proxy, TLS,
# retries) is taken over. Passwords stay in /etc/apt/auth.conf, which apt reads for us.
apt=$work/apt
mkdir -p "$apt"/{conf.d,sources.d,preferences.d,state/lists/partial,cache/archives/partial}
: >"$apt/status"
{
  apt-config dump 2>/dev/null | grep -E '^Acquire::' | grep -vE '^Acquire::(IndexTargets|AllowInsecure|AllowWeak|AllowDowngrade)' || true
  cat <<CONF
Acquire::AllowInsecureRepositories "false";
Acquire::AllowWeakRepositories "false";
Acquire::AllowDowngradeToInsecureRepositories "false";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Get::AllowUnauthenticated "false";
APT::Install-Recommends "false";
APT::Architectures { "$(dpkg --print-architecture)"; };
Dir::State "$apt/state";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
Dir::Etc::main "/dev/null";
Dir::Etc::parts "$apt/conf.d";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$apt/sources.d";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "$apt/preferences.d";
Dir::Log "$apt";
CONF
} >"$apt/apt.conf"

own_apt_get() { APT_CONFIG=$apt/apt.conf LC_ALL=C apt-get -q "$@"; }

# Where the machine's own apt would get a release from, under any of the names $@: URIs, one a line. Nothing
# is fetched, and it tells them also where no list was ever downloaded, as in a fresh container.
mirrors_of() {
  local uris name
  uris=$(LC_ALL=C apt-get update --print-uris 2>/dev/null || true)
  for name in "$@"; do
    sed -n "s|^'\\(.*\\)/dists/$name/InRelease' .*|\\1|p" <<<"$uris"
  done | awk '!seen[$0]++'
}

# update_from URI SUITES COMPONENTS KEYRING: is the archive there, and signed by the keyring?
update_from() {
  printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: %s\nSigned-By: %s\nTargets: Packages\n' "$@" >"$apt/sources.d/nix.sources"
  rm -rf "$apt/state/lists" && mkdir -p "$apt/state/lists/partial"
  own_apt_get update >"$work/update.log" 2>&1 && ! grep -qE '^(E|Err):|^W: .*(GPG error|Failed to fetch)' "$work/update.log"
}

# Unpacks package $2… and all they need below $1.
unpack_into() {
  local into=$1
  shift
  own_apt_get install -y --download-only "$@" >"$work/install.log" 2>&1 || {
    tail -n 20 "$work/install.log" >&2
    die "apt-get could not download $*" "is there a network, and a complete mirror?"
  }
  mkdir -p "$into"
  local deb
  for deb in "$apt"/cache/archives/*.deb; do
    dpkg-deb -x "$deb" "$into" || die "$(basename "$deb") cannot be unpacked" "is the disk full?"
  done
}

# A keyring of an older release may lack the key of trixie. Its newest update, signed with a key that
# the machine does trust, brings it; nothing else is ever trusted.
newer_keyring() {
  local uri=$1
  update_from "$uri" "$codename $codename-updates" main "$keyring" || update_from "$uri" "$codename" main "$keyring" || return 1
  rm -f "$apt"/cache/archives/*.deb
  unpack_into "$work/keyring" debian-archive-keyring
  rm -f "$apt"/cache/archives/*.deb
  keyring=$work/keyring/usr/share/keyrings/debian-archive-keyring.gpg
  [ -s "$keyring" ]
}

# Finds an archive that has nix-bin and leaves apt updated from it.
find_archive() {
  local uri
  if [ "$archive" = ubuntu ]; then
    for uri in $(mirrors_of "$codename"); do
      if update_from "$uri" "$codename $codename-updates" "main universe" "$keyring"; then return 0; fi
    done
    return 1
  fi
  local candidates
  candidates=${MCP_NIXGEN_DEBIAN_MIRROR:-$(mirrors_of "$codename" stable "$suite" testing unstable sid)}
  [ -n "$candidates" ] || die "apt is configured with no mirror of Debian $codename" "set MCP_NIXGEN_DEBIAN_MIRROR to one"
  for uri in $candidates; do
    if update_from "$uri" "$suite" main "$keyring"; then return 0; fi
    if [ "$os_id" = debian ] && grep -q NO_PUBKEY "$work/update.log"; then
      say "the machine's keyring does not know Debian $suite's key; taking the keyring's own update"
      if newer_keyring "$uri" && update_from "$uri" "$suite" main "$keyring"; then return 0; fi
    fi
  done
  return 1
}

say "making a private Nix in $prefix"
find_archive || {
  tail -n 12 "$work/update.log" >&2 2>/dev/null || true
  die "no archive with Nix could be reached (Debian $suite or the machine's own release)" "is there a network? MCP_NIXGEN_DEBIAN_MIRROR names another Debian mirror"
}

candidate=$(APT_CONFIG=$apt/apt.conf LC_ALL=C apt-cache policy nix-bin | awk '$1 == "Candidate:" { print $2 }')
case $candidate in
  '' | '(none)') die "$os_id $codename has no package nix-bin" "set MCP_NIXGEN_DEBIAN_MIRROR to a Debian mirror, or install Nix $minimum or newer" ;;
esac
at_least "${candidate#*:}" "$minimum" || die "$os_id $codename has Nix $candidate; $minimum or newer is needed" "set MCP_NIXGEN_DEBIAN_MIRROR to a Debian mirror, or install Nix from https://nixos.org/download"

unpack_into "$work/root" nix-bin patchelf ca-certificates
say "unpacked Nix $candidate and what it needs"

# Ubuntu and Debian before the merge of /usr have libraries in /lib too.
libs=()
for dir in "$work"/root/{usr/,}lib/*-linux-gnu*; do
  if [ -d "$dir" ]; then libs+=("$dir"); fi
done
[ ${#libs[@]} -gt 0 ] || die "the unpacked packages hold no libraries"

rm -rf "$tmp"
mkdir -p "$tmp"/{bin,lib,libexec,etc}
for dir in "${libs[@]}"; do
  find "$dir" -maxdepth 1 \( -type f -o -type l \) -name '*.so*' -exec cp -a -t "$tmp/lib" {} +
done

patchelf() {
  "$(find "$tmp/lib" -name 'ld-linux*.so.*' | head -n 1)" --library-path "$tmp/lib" "$work/root/usr/bin/patchelf" "$@"
}
cp "$work/root/usr/bin/nix" "$tmp/libexec/nix"
loader=$(patchelf --print-interpreter "$tmp/libexec/nix")
loader=${loader##*/}
[ -e "$tmp/lib/$loader" ] || die "the unpacked libc has no loader $loader"
# DT_RPATH, not DT_RUNPATH: it also holds for the libraries' own libraries, for what they dlopen (NSS),
# and comes before LD_LIBRARY_PATH.
patchelf --set-interpreter "$prefix/lib/$loader" --force-rpath --set-rpath "$prefix/lib" "$tmp/libexec/nix"

find "$work/root/usr/share/ca-certificates" -name '*.crt' -exec cat {} + >"$tmp/etc/ca-bundle.crt"
printf '%s\n' "$candidate" >"$tmp/etc/version"
printf '%s\n' "$recipe" >"$tmp/etc/recipe"

cat >"$tmp/etc/nix.conf" <<'CONF'
# A single-user Nix without a daemon, builders, or a binary cache.
experimental-features = nix-command flakes
build-users-group =
sandbox = false
substituters =
flake-registry =
max-jobs = auto
CONF

# /nix/store is where everyone's store is, so paths are the same as everyone's. It is left to another
# Nix when that one runs a daemon, or when we may not write there.
cat >"$tmp/libexec/env.sh" <<'ENV'
if [ ! -e /nix/var/nix/daemon-socket ] && { { [ -w /nix/store ] && [ -w /nix/var/nix ]; } || { [ ! -e /nix ] && [ -w / ]; } || { [ -d /nix ] && [ -w /nix ] && [ ! -e /nix/store ]; }; }; then
  root=/nix
else
  root=$prefix/nix
fi
export NIX_STORE_DIR=$root/store NIX_STATE_DIR=$root/var/nix NIX_LOG_DIR=$root/var/log/nix
export NIX_CONF_DIR=$prefix/etc NIX_USER_CONF_FILES=
unset NIX_REMOTE LD_LIBRARY_PATH_NIX
if [ -z "${NIX_SSL_CERT_FILE:-}" ]; then
  for NIX_SSL_CERT_FILE in "${SSL_CERT_FILE:-}" /etc/ssl/certs/ca-certificates.crt "$prefix/etc/ca-bundle.crt"; do
    if [ -s "$NIX_SSL_CERT_FILE" ]; then break; fi
  done
  export NIX_SSL_CERT_FILE
fi
ENV
for name in nix nix-build nix-channel nix-collect-garbage nix-copy-closure nix-env nix-hash nix-instantiate nix-prefetch-url nix-shell nix-store; do
  [ "$name" = nix ] || ln -s nix "$tmp/libexec/$name"
  # shellcheck disable=SC2016 # expanded when the wrapper runs
  printf '#!/bin/sh\nprefix=%s\n. "$prefix/libexec/env.sh"\nexec "$prefix/libexec/%s" "$@"\n' "$prefix" "$name" >"$tmp/bin/$name"
  chmod 755 "$tmp/bin/$name"
done

# An outdated or broken one goes away only now, and so quickly that hardly anyone sees it missing. A store
# that lives in it stays.
old=$prefix.old.$$
if [ -e "$prefix" ]; then
  [ -e "$prefix/libexec/env.sh" ] || die "$prefix is there but is not a private Nix" "set MCP_NIXGEN_NIX_PREFIX to a folder that does not exist"
  mv -T "$prefix" "$old"
fi
mv -T "$tmp" "$prefix"
if [ -d "$old/nix" ]; then mv -T "$old/nix" "$prefix/nix"; fi
rm -rf "$old"

# Without its bin folder it counts as broken, and the next run makes it anew.
if ! report=$("$prefix/bin/nix-instantiate" --eval --expr '1 + 1' 2>&1) || [ "$report" != 2 ]; then
  printf '%s\n' "$report" >&2
  rm -rf "${prefix:?}/bin"
  die "the private Nix does not run on this machine"
fi
say "Nix $(version_of "$prefix/bin/nix") is ready"
printf '%s\n' "$prefix"
