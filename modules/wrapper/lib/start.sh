# shellcheck shell=bash
# libexec/mcp-NAME/start: resolves the secrets and becomes the server.

# EX_CONFIG of sysexits.h.
mcp_exit_config=78

# mcp_result NAME PROVIDER ok|required|optional [PROBLEM [HINT]]
mcp_result() {
  ((mcp_count += 1))
  if [[ $3 == ok ]]; then
    if [[ ! $mcp_value ]]; then mcp_say "warning: $1 ($2) is empty"; fi
    return
  fi
  if [[ $3 == optional ]]; then
    mcp_say "$1 ($2) is left out: $4"
    return
  fi
  mcp_say "$1 ($2) is missing: $4"
  if [[ $5 ]]; then mcp_say "  to provide it: $5"; fi
}

mcp_main() {
  local mcp_index
  mcp_prepare
  mcp_resolve
  mcp_warn_open_files
  if ((mcp_missing > 0)); then
    mcp_say "not started: $mcp_missing of $mcp_count secrets missing (mcp-nixgen doctor checks them again)"
    exit "$mcp_exit_config"
  fi
  for mcp_index in "${!mcp_names[@]}"; do
    export "${mcp_names[mcp_index]}=${mcp_values[mcp_index]}"
  done
  mcp_give_back
  exec -- "${mcp_server[@]}" "$@"
  mcp_index=$?
  mcp_say "cannot start ${mcp_server[0]}"
  exit "$mcp_index"
}
