# shellcheck shell=bash
# What the wrapper says: always to standard error, for standard output is the server's.

# A client that does not listen to standard error must not end the wrapper by a warning.
_mcp_say() {
  trap '' PIPE
  printf '%s\n' "mcp-$_mcp_name: $1" >&2
  trap - PIPE
}

# _mcp_failed WHAT: for a provider to return with; what would help it has put into _mcp_hint.
_mcp_failed() {
  _mcp_problem=$1
  return 1
}
