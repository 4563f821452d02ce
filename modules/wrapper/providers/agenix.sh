# shellcheck shell=bash
_mcp_provider_agenix() {
  _mcp_hint="declare age.secrets.\"$1\", and look whether agenix could decrypt it: systemctl --user status agenix"
  _mcp_read_first "${@:2}"
}
