# shellcheck shell=bash
_mcp_provider_onePassword() {
  # shellcheck disable=SC2034
  _mcp_hint="see that \`op read ${1@Q}\` works for you (op signin, the desktop app's CLI integration, or OP_SERVICE_ACCOUNT_TOKEN)"
  _mcp_find op || return
  _mcp_run "$_mcp_program" read --no-newline "$1"
}
