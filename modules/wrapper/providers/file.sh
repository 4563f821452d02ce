# shellcheck shell=bash
_mcp_provider_file() {
  # shellcheck disable=SC2034
  _mcp_hint="write the value into $1, and chmod 600 it"
  _mcp_expand "$1" || return
  _mcp_hint="write the value into $_mcp_path, and: chmod 600 ${_mcp_path@Q}"
  _mcp_read_plain "$_mcp_path"
}
