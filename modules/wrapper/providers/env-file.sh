# shellcheck shell=bash
mcp_provider_envFile() {
  local mcp_key=${2:-$mcp_secret_name}
  mcp_hint="put a line $mcp_key=… into $1, and chmod 600 it"
  mcp_expand "$1" || return
  mcp_hint="put a line $mcp_key=… into $mcp_path, and: chmod 600 ${mcp_path@Q}"
  mcp_env_file "$mcp_path" "$mcp_key" || return
  # What is in the quotes is the value, a last newline too.
  mcp_whole=yes
}
