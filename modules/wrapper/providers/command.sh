# shellcheck shell=bash
_mcp_provider_command() {
  _mcp_hint="see what it says when you run it yourself: ${*@Q}"
  _mcp_command "$@"
}
