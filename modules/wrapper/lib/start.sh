# shellcheck shell=bash
# libexec/mcp-NAME/start: resolves the secrets and becomes the server.

# EX_CONFIG of sysexits.h.
_mcp_exit_config=78

# _mcp_result NAME PROVIDER ok|required|optional [PROBLEM [HINT]]
_mcp_result() {
  ((_mcp_count += 1))
  if [[ $3 == ok ]]; then return; fi
  if [[ $3 == optional ]]; then
    _mcp_say "$1 ($2) is left out: $4"
    return
  fi
  _mcp_say "$1 ($2) is missing: $4"
  if [[ $5 ]]; then _mcp_say "  to provide it: $5"; fi
}

_mcp_main() {
  local _mcp_index
  _mcp_prepare
  _mcp_resolve
  _mcp_warn_open_files
  if ((_mcp_missing > 0)); then
    _mcp_say "not started: $_mcp_missing of $_mcp_count secrets missing (mcp-nixgen doctor checks them again)"
    exit "$_mcp_exit_config"
  fi
  for _mcp_index in "${!_mcp_names[@]}"; do
    export "${_mcp_names[_mcp_index]}=${_mcp_values[_mcp_index]}"
  done
  _mcp_give_back
  exec -- "${_mcp_server[@]}" "$@"
  _mcp_index=$?
  _mcp_say "cannot start ${_mcp_server[0]}"
  exit "$_mcp_index"
}
