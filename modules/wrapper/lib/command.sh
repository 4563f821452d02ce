# shellcheck shell=bash
# Programs of the user's choice. What they say when they fail is not repeated: it may hold anything.

# _mcp_command PROGRAM ARG…
_mcp_command() {
  # shellcheck disable=SC2034 # for _mcp_run
  local _mcp_secretive=yes _mcp_talks=yes
  _mcp_expand "$1" || return
  _mcp_find "$_mcp_path" || return
  _mcp_run "$_mcp_program" "${@:2}"
}
