# shellcheck shell=bash

# _mcp_provider_bitwarden ITEM FIELD
_mcp_provider_bitwarden() {
  _mcp_hint="see that \`bw get $2 ${1@Q}\` works for you (bw login, bw sync), and unlock the vault for programs: export BW_SESSION=\"\$(bw unlock --raw)\""
  _mcp_find bw || return
  if [[ ! ${BW_SESSION-} ]]; then
    _mcp_bitwarden_unlock || return
    # Only for this program.
    local -x BW_SESSION=${_mcp_passwords[bitwarden session]}
  fi
  _mcp_run "$_mcp_program" get "$2" "$1" --raw --nointeraction
}

# The vault's own password is asked for once, and given to `bw` in its environment, as it wants it.
_mcp_bitwarden_unlock() {
  if [[ ${_mcp_passwords[bitwarden session]+set} ]]; then return; fi
  _mcp_ask "Bitwarden master password" || {
    _mcp_failed "the vault is locked (BW_SESSION is not set), and $_mcp_problem"
    return
  }
  local -x MCP_BITWARDEN_PASSWORD=$_mcp_value
  _mcp_value=
  _mcp_run "$_mcp_program" unlock --raw --passwordenv MCP_BITWARDEN_PASSWORD || return
  _mcp_passwords[bitwarden session]=${_mcp_value%$'\n'}
  _mcp_value=
}
