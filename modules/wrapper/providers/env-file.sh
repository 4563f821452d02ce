# shellcheck shell=bash
_mcp_provider_envFile() {
  local _mcp_key=${2:-$_mcp_secret_name}
  _mcp_hint="put a line $_mcp_key=… into $1, and chmod 600 it"
  _mcp_expand "$1" || return
  _mcp_hint="put a line $_mcp_key=… into $_mcp_path, and: chmod 600 ${_mcp_path@Q}"
  _mcp_env_file "$_mcp_path" "$_mcp_key" || return
  # What is in the quotes is the value, a last newline too.
  _mcp_whole=yes
}
