# shellcheck shell=bash
mcp_provider_sops() {
  if [[ $1 == installed ]]; then
    mcp_hint="declare sops.secrets.\"$2\", and look whether sops-nix could decrypt it: systemctl --user status sops-nix"
    mcp_read_first "${@:3}"
    return
  fi
  local mcp_file mcp_options=()
  mcp_hint="check that ${2@Q} holds it and that your key opens it: sops decrypt ${3:+--extract ${3@Q} }${2@Q}"
  mcp_expand "$2" || return
  mcp_file=$mcp_path
  if [[ ! -r $mcp_file ]]; then
    mcp_failed "there is no file $mcp_file that can be read"
    return
  fi
  if [[ $3 ]]; then mcp_options+=(--extract "$3"); fi
  if [[ $4 ]]; then
    mcp_expand "$4" || return
    if [[ ! -r $mcp_path ]]; then
      mcp_failed "there is no age key file $mcp_path that can be read"
      return
    fi
    # Only for this program.
    local -x SOPS_AGE_KEY_FILE=$mcp_path
  fi
  mcp_find sops || return
  mcp_run "$mcp_program" decrypt "${mcp_options[@]}" "$mcp_file"
}
