# shellcheck shell=bash

# _mcp_provider_pass ENTRY LINE|all STORE
_mcp_provider_pass() {
  local _mcp_number _mcp_rest
  _mcp_hint="pass insert ${1@Q}"
  if [[ $3 ]]; then
    _mcp_expand "$3" || return
    local -x PASSWORD_STORE_DIR=$_mcp_path
    _mcp_hint="PASSWORD_STORE_DIR=${_mcp_path@Q} $_mcp_hint"
  fi
  _mcp_find pass || return
  _mcp_run "$_mcp_program" show "$1" || return
  if [[ $2 == all ]]; then return; fi
  _mcp_rest=${_mcp_value%$'\n'}$'\n'
  for ((_mcp_number = 1; _mcp_number < $2; _mcp_number++)); do _mcp_rest=${_mcp_rest#*$'\n'}; done
  _mcp_value=
  if [[ ! $_mcp_rest ]]; then
    _mcp_hint="pass edit ${1@Q}"
    _mcp_failed "the entry has no line $2"
    return
  fi
  _mcp_value=${_mcp_rest%%$'\n'*}
  _mcp_whole=yes
}
