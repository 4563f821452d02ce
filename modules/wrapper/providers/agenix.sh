# shellcheck shell=bash
mcp_provider_agenix() {
  mcp_hint="declare age.secrets.\"$1\", and look whether agenix could decrypt it: systemctl --user status agenix"
  mcp_read_first "${@:2}"
}
