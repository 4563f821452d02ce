# shellcheck shell=bash
_mcp_provider_secretService() {
  local _mcp_wants_utf8=yes
  _mcp_hint="secret-tool store --label=${_mcp_secret_name@Q} ${*@Q}"
  if [[ ! ${DBUS_SESSION_BUS_ADDRESS-} ]]; then
    _mcp_failed "there is no session bus (DBUS_SESSION_BUS_ADDRESS), and so no Secret Service"
    return
  fi
  _mcp_find secret-tool || return
  # It says nothing at all when it finds nothing.
  local _mcp_silence="no item has these attributes"
  _mcp_run "$_mcp_program" lookup "$@"
}
