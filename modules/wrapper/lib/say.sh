# shellcheck shell=bash
# What the wrapper says: always to standard error, for standard output is the server's.

_mcp_say() {
  printf '%s\n' "mcp-$_mcp_name: $1" >&2
}

# _mcp_failed WHAT: for a provider to return with; what would help it has put into _mcp_hint.
_mcp_failed() {
  _mcp_problem=$1
  return 1
}
