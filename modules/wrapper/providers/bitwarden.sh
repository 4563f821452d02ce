# shellcheck shell=bash

# mcp_provider_bitwarden ITEM FIELD
mcp_provider_bitwarden() {
  mcp_hint="see that \`bw get $2 ${1@Q}\` works for you (bw login, bw sync), and unlock the vault for programs: export BW_SESSION=\"\$(bw unlock --raw)\""
  mcp_find bw || return
  if [[ ! ${BW_SESSION-} ]]; then
    mcp_bitwarden_unlock || return
    # Only for this program.
    local -x BW_SESSION=${mcp_passwords[bitwarden session]}
  fi
  mcp_run "$mcp_program" get "$2" "$1" --raw --nointeraction
}

# The vault's own password is asked for once, and given to `bw` in its environment, as it wants it.
mcp_bitwarden_unlock() {
  if [[ ${mcp_passwords[bitwarden session]+set} ]]; then return; fi
  mcp_ask "Bitwarden master password" || {
    mcp_failed "the vault is locked (BW_SESSION is not set), and $mcp_problem"
    return
  }
  local -x MCP_BITWARDEN_PASSWORD=$mcp_value
  mcp_value=
  mcp_run "$mcp_program" unlock --raw --passwordenv MCP_BITWARDEN_PASSWORD || return
  mcp_passwords[bitwarden session]=${mcp_value%$'\n'}
  mcp_value=
}
