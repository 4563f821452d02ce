# shellcheck shell=bash
mcp_provider_onePassword() {
  # shellcheck disable=SC2034
  mcp_hint="see that \`op read ${1@Q}\` works for you (op signin, the desktop app's CLI integration, or OP_SERVICE_ACCOUNT_TOKEN)"
  mcp_find op || return
  mcp_run "$mcp_program" read --no-newline "$1"
}
