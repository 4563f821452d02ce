# shellcheck shell=bash
mcp_provider_file() {
  # shellcheck disable=SC2034
  mcp_hint="write the value into $1, and chmod 600 it"
  mcp_expand "$1" || return
  mcp_hint="write the value into $mcp_path, and: chmod 600 ${mcp_path@Q}"
  mcp_read_plain "$mcp_path"
}
