# shellcheck shell=bash
_mcp_provider_sops() {
  if [[ $1 == installed ]]; then
    _mcp_hint="declare sops.secrets.\"$2\", and look whether sops-nix could decrypt it: systemctl --user status sops-nix"
    _mcp_read_first "${@:3}"
    return
  fi
  local _mcp_file _mcp_options=()
  _mcp_hint="check that ${2@Q} holds it and that your key opens it: sops decrypt ${3:+--extract ${3@Q} }${2@Q}"
  _mcp_expand "$2" || return
  _mcp_file=$_mcp_path
  if [[ ! -r $_mcp_file ]]; then
    _mcp_failed "there is no file $_mcp_file that can be read"
    return
  fi
  if [[ $3 ]]; then _mcp_options+=(--extract "$3"); fi
  if [[ $4 ]]; then
    _mcp_expand "$4" || return
    if [[ ! -r $_mcp_path ]]; then
      _mcp_failed "there is no age key file $_mcp_path that can be read"
      return
    fi
    # Only for this program.
    local -x SOPS_AGE_KEY_FILE=$_mcp_path
  fi
  _mcp_find sops || return
  _mcp_run "$_mcp_program" decrypt "${_mcp_options[@]}" "$_mcp_file"
}
