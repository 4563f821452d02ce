# shellcheck shell=bash
# Programs of the user's choice. What they say when they fail is not repeated: it may hold anything.

# mcp_command PROGRAM ARG…
mcp_command() {
  # shellcheck disable=SC2034 # for mcp_run
  local mcp_secretive=yes mcp_talks=yes
  mcp_expand "$1" || return
  mcp_find "$mcp_path" || return
  mcp_run "$mcp_program" "${@:2}"
}
