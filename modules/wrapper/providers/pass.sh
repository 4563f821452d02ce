# shellcheck shell=bash

# mcp_provider_pass ENTRY LINE|all STORE
mcp_provider_pass() {
  local mcp_number mcp_rest
  mcp_hint="pass insert ${1@Q}"
  if [[ $3 ]]; then
    mcp_expand "$3" || return
    local -x PASSWORD_STORE_DIR=$mcp_path
    mcp_hint="PASSWORD_STORE_DIR=${mcp_path@Q} $mcp_hint"
  fi
  mcp_find pass || return
  mcp_run "$mcp_program" show "$1" || return
  if [[ $2 == all ]]; then return; fi
  mcp_rest=${mcp_value%$'\n'}$'\n'
  for ((mcp_number = 1; mcp_number < $2; mcp_number++)); do mcp_rest=${mcp_rest#*$'\n'}; done
  mcp_value=
  if [[ ! $mcp_rest ]]; then
    mcp_hint="pass edit ${1@Q}"
    mcp_failed "the entry has no line $2"
    return
  fi
  mcp_value=${mcp_rest%%$'\n'*}
  mcp_whole=yes
}
