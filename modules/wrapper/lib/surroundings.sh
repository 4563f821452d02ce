# shellcheck shell=bash
# Some clients start a server with nothing but the variables of its own entry. What every program counts on
# is looked up here; what the surroundings do say is left alone.

# A shell's start files and tracing are the client's own affair: in the shell scripts that servers and
# provider programs are wrapped in, they would print into the MCP stream, or print secrets.
_mcp_drop_shell_hooks() {
  unset BASH_ENV ENV
  # Not unset: the first two are read-only, and for the third bash would close that file descriptor.
  export -n SHELLOPTS BASHOPTS BASH_XTRACEFD
}

_mcp_fill_surroundings() {
  local _mcp_user='\u'
  if [[ ! ${HOME-} ]]; then
    # With HOME unset, bash asks the password database.
    unset HOME
    _mcp_home=~
    if [[ $_mcp_home == /* ]]; then export HOME=$_mcp_home; fi
  fi
  if [[ ! ${USER-} ]]; then
    _mcp_user=${_mcp_user@P}
    if [[ $_mcp_user != *' '* ]]; then export USER=$_mcp_user; fi
  fi
  if [[ ! ${LOGNAME-} && ${USER-} ]]; then export LOGNAME=$USER; fi
  if [[ ! ${XDG_RUNTIME_DIR-} && -d /run/user/$EUID && -O /run/user/$EUID ]]; then
    export XDG_RUNTIME_DIR=/run/user/$EUID
  fi
  if [[ ! ${DBUS_SESSION_BUS_ADDRESS-} && ${XDG_RUNTIME_DIR-} && -S $XDG_RUNTIME_DIR/bus ]]; then
    export DBUS_SESSION_BUS_ADDRESS=unix:path=$XDG_RUNTIME_DIR/bus
  fi
  _mcp_fill_path
  _mcp_fill_certificates
}

# The folders in which a user's programs are: with Nix, with NixOS, and elsewhere.
_mcp_fill_path() {
  _mcp_profiles=/run/wrappers/bin
  if [[ ${HOME-} ]]; then
    _mcp_profiles+=:$HOME/.nix-profile/bin:${XDG_STATE_HOME:-$HOME/.local/state}/nix/profile/bin
  fi
  if [[ ${USER-} ]]; then _mcp_profiles+=:/etc/profiles/per-user/$USER/bin; fi
  _mcp_profiles+=:/nix/var/nix/profiles/default/bin:/run/current-system/sw/bin:/usr/local/bin:/usr/bin:/bin
  # Bash gives itself a PATH when it was started without; only one that came from outside is exported.
  if [[ ${PATH@a} != *x* || ! ${PATH-} ]]; then export PATH=$_mcp_profiles; fi
}

# OpenSSL as Nix builds it knows no certificates of the host, so Python's and Go's servers trust nobody.
_mcp_fill_certificates() {
  local _mcp_bundle
  for _mcp_bundle in "${SSL_CERT_FILE-}" "${NIX_SSL_CERT_FILE-}" \
    /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-bundle.crt /etc/pki/tls/certs/ca-bundle.crt \
    "${_mcp_certificates-}"; do
    if [[ $_mcp_bundle && -r $_mcp_bundle ]]; then
      if [[ ! ${SSL_CERT_FILE-} ]]; then export SSL_CERT_FILE=$_mcp_bundle; fi
      if [[ ! ${NIX_SSL_CERT_FILE-} ]]; then export NIX_SSL_CERT_FILE=$_mcp_bundle; fi
      return
    fi
  done
}
