# shellcheck shell=bash
# What the wrapper says: always to standard error, for standard output is the server's.

mcp_say() {
  printf '%s\n' "mcp-$mcp_name: $1" >&2
}

# mcp_failed WHAT: for a provider to return with; what would help it has put into mcp_hint.
mcp_failed() {
  mcp_problem=$1
  return 1
}
