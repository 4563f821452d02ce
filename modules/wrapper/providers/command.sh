# shellcheck shell=bash
mcp_provider_command() {
  mcp_hint="see what it says when you run it yourself: ${*@Q}"
  mcp_command "$@"
}
