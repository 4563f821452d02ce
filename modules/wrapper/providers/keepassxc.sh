# shellcheck shell=bash

# mcp_provider_keepassxc ENTRY DATABASE ATTRIBUTE KEYFILE no-password|'' PASSWORD-COMMAND…
mcp_provider_keepassxc() {
  local mcp_database mcp_options=() mcp_input mcp_wants_utf8=yes
  mcp_hint="keepassxc-cli add --password-prompt ${2@Q} ${1@Q} (or add the entry in KeePassXC, with the attribute $3)"
  mcp_expand "$2" || return
  mcp_database=$mcp_path
  if [[ ! -r $mcp_database ]]; then
    mcp_failed "there is no database $mcp_database that can be read"
    return
  fi
  if [[ $4 ]]; then
    mcp_expand "$4" || return
    if [[ ! -r $mcp_path ]]; then
      mcp_failed "there is no key file $mcp_path that can be read"
      return
    fi
    mcp_options+=(--key-file "$mcp_path")
  fi
  if [[ $5 ]]; then
    mcp_options+=(--no-password)
  else
    mcp_keepassxc_password "$mcp_database" "${@:6}" || return
    mcp_input=${mcp_passwords["$mcp_database"]}
  fi
  mcp_find keepassxc-cli || return
  if ! mcp_run "$mcp_program" show --quiet --show-protected --attributes "$3" "${mcp_options[@]}" -- "$mcp_database" "$1"; then
    # Asked for again by the next secret, should it have been mistyped.
    unset "mcp_passwords[\$mcp_database]"
    return 1
  fi
}

# The database's own password, once for all its entries: a command's first line, or the user's answer.
mcp_keepassxc_password() {
  local mcp_secretive=yes
  if [[ ${mcp_passwords["$1"]+set} ]]; then return; fi
  if (($# > 1)); then
    mcp_command "${@:2}" || {
      mcp_failed "passwordCommand: $mcp_problem"
      return
    }
    mcp_value=${mcp_value%%$'\n'*}
  else
    mcp_ask "password of ${1##*/}" || {
      mcp_failed "$1 is locked, and $mcp_problem; passwordCommand or keyFile open it without asking"
      return
    }
  fi
  mcp_passwords["$1"]=$mcp_value
  mcp_value=
}
