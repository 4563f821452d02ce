# shellcheck shell=bash
mcp_provider_secretService() {
  local mcp_wants_utf8=yes
  mcp_hint="secret-tool store --label=${mcp_secret_name@Q} ${*@Q}"
  if [[ ! ${DBUS_SESSION_BUS_ADDRESS-} ]]; then
    mcp_failed "there is no session bus (DBUS_SESSION_BUS_ADDRESS), and so no Secret Service"
    return
  fi
  mcp_find secret-tool || return
  # It says nothing at all when it finds nothing.
  local mcp_silence="no item has these attributes"
  mcp_run "$mcp_program" lookup "$@"
}
