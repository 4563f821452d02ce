# shellcheck shell=bash
# Some clients start a server with nothing but the variables of its own entry. What every program counts on
# is looked up here; what the surroundings do say is left alone.

# A shell's start files and tracing are the client's own affair: in the shell scripts that servers and
# provider programs are wrapped in, they would print into the MCP stream, or print secrets.
mcp_drop_shell_hooks() {
  unset BASH_ENV ENV
  # Not unset: the first two are read-only, and for the third bash would close that file descriptor.
  export -n SHELLOPTS BASHOPTS BASH_XTRACEFD
}

mcp_fill_surroundings() {
  local mcp_user='\u'
  if [[ ! ${HOME-} ]]; then
    # With HOME unset, bash asks the password database.
    unset HOME
    mcp_home=~
    if [[ $mcp_home == /* ]]; then export HOME=$mcp_home; fi
  fi
  if [[ ! ${USER-} ]]; then
    mcp_user=${mcp_user@P}
    if [[ $mcp_user != *' '* ]]; then export USER=$mcp_user; fi
  fi
  if [[ ! ${LOGNAME-} && ${USER-} ]]; then export LOGNAME=$USER; fi
  if [[ ! ${XDG_RUNTIME_DIR-} && -d /run/user/$EUID && -O /run/user/$EUID ]]; then
    export XDG_RUNTIME_DIR=/run/user/$EUID
  fi
  if [[ ! ${DBUS_SESSION_BUS_ADDRESS-} && ${XDG_RUNTIME_DIR-} && -S $XDG_RUNTIME_DIR/bus ]]; then
    export DBUS_SESSION_BUS_ADDRESS=unix:path=$XDG_RUNTIME_DIR/bus
  fi
  mcp_fill_path
  mcp_fill_certificates
}

# The folders in which a user's programs are: with Nix, with NixOS, and elsewhere.
mcp_fill_path() {
  mcp_profiles=/run/wrappers/bin
  if [[ ${HOME-} ]]; then
    mcp_profiles+=:$HOME/.nix-profile/bin:${XDG_STATE_HOME:-$HOME/.local/state}/nix/profile/bin
  fi
  if [[ ${USER-} ]]; then mcp_profiles+=:/etc/profiles/per-user/$USER/bin; fi
  mcp_profiles+=:/nix/var/nix/profiles/default/bin:/run/current-system/sw/bin:/usr/local/bin:/usr/bin:/bin
  # Bash gives itself a PATH when it was started without; only one that came from outside is exported.
  if [[ ${PATH@a} != *x* || ! ${PATH-} ]]; then export PATH=$mcp_profiles; fi
}

# OpenSSL as Nix builds it knows no certificates of the host, so Python's and Go's servers trust nobody.
mcp_fill_certificates() {
  local mcp_bundle
  for mcp_bundle in "${SSL_CERT_FILE-}" "${NIX_SSL_CERT_FILE-}" \
    /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-bundle.crt /etc/pki/tls/certs/ca-bundle.crt \
    "${mcp_certificates-}"; do
    if [[ $mcp_bundle && -r $mcp_bundle ]]; then
      if [[ ! ${SSL_CERT_FILE-} ]]; then export SSL_CERT_FILE=$mcp_bundle; fi
      if [[ ! ${NIX_SSL_CERT_FILE-} ]]; then export NIX_SSL_CERT_FILE=$mcp_bundle; fi
      return
    fi
  done
}
