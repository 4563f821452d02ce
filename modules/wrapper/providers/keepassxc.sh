# shellcheck shell=bash

# _mcp_provider_keepassxc ENTRY DATABASE ATTRIBUTE KEYFILE no-password|'' PASSWORD-COMMAND…
_mcp_provider_keepassxc() {
  local _mcp_database _mcp_options=() _mcp_input _mcp_wants_utf8=yes
  _mcp_hint="keepassxc-cli add --password-prompt ${2@Q} ${1@Q} (or add the entry in KeePassXC, with the attribute $3)"
  _mcp_expand "$2" || return
  _mcp_database=$_mcp_path
  if [[ ! -r $_mcp_database ]]; then
    _mcp_failed "there is no database $_mcp_database that can be read"
    return
  fi
  if [[ $4 ]]; then
    _mcp_expand "$4" || return
    if [[ ! -r $_mcp_path ]]; then
      _mcp_failed "there is no key file $_mcp_path that can be read"
      return
    fi
    _mcp_options+=(--key-file "$_mcp_path")
  fi
  if [[ $5 ]]; then
    _mcp_options+=(--no-password)
  else
    _mcp_keepassxc_password "$_mcp_database" "${@:6}" || return
    _mcp_input=${_mcp_passwords["$_mcp_database"]}
  fi
  _mcp_find keepassxc-cli || return
  if ! _mcp_run "$_mcp_program" show --quiet --show-protected --attributes "$3" "${_mcp_options[@]}" -- "$_mcp_database" "$1"; then
    # Asked for again by the next secret, should it have been mistyped.
    unset "_mcp_passwords[\$_mcp_database]"
    return 1
  fi
}

# The database's own password, once for all its entries: a command's first line, or the user's answer.
_mcp_keepassxc_password() {
  local _mcp_secretive=yes
  if [[ ${_mcp_passwords["$1"]+set} ]]; then return; fi
  if (($# > 1)); then
    _mcp_command "${@:2}" || {
      _mcp_failed "passwordCommand: $_mcp_problem"
      return
    }
    _mcp_value=${_mcp_value%%$'\n'*}
  else
    _mcp_ask "password of ${1##*/}" || {
      _mcp_failed "$1 is locked, and $_mcp_problem; passwordCommand or keyFile open it without asking"
      return
    }
  fi
  _mcp_passwords["$1"]=$_mcp_value
  _mcp_value=
}
