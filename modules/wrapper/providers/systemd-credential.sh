# shellcheck shell=bash

# _mcp_provider_systemdCredential NAME FILE
_mcp_provider_systemdCredential() {
  local _mcp_why
  if [[ ${CREDENTIALS_DIRECTORY-} && -e $CREDENTIALS_DIRECTORY/$1 ]]; then
    _mcp_hint="check the credential $1 of the service"
    _mcp_read_file "$CREDENTIALS_DIRECTORY/$1"
    return
  fi
  if [[ ! $2 ]]; then
    _mcp_hint="give the service LoadCredential=$1:/path/of/the/secret, or name an encrypted file of systemd-creds as systemdCredential.file"
    _mcp_failed "this process was given no credential $1 (${CREDENTIALS_DIRECTORY:-CREDENTIALS_DIRECTORY is not set})"
    return
  fi
  _mcp_expand "$2" || return
  _mcp_hint="systemd-creds encrypt --name=$1 - ${_mcp_path@Q} (with --user from systemd 256 on)"
  if [[ ! -r $_mcp_path ]]; then
    _mcp_failed "there is no encrypted credential $_mcp_path that can be read"
    return
  fi
  local _mcp_encrypted=$_mcp_path _mcp_user=(--user)
  if ((EUID == 0)); then _mcp_user=(); fi
  _mcp_find systemd-creds || return
  if _mcp_run "$_mcp_program" "${_mcp_user[@]}" decrypt --name="$1" "$_mcp_encrypted" -; then return; fi
  _mcp_why=$_mcp_problem
  # Before systemd 256 a user's own programs cannot decrypt, and a service of the user's manager may.
  _mcp_find systemd-run || return
  # shellcheck disable=SC2016 # systemd fills it in
  if _mcp_run "$_mcp_program" --user --pipe --wait --quiet --collect \
    --property=LoadCredentialEncrypted="$1:$_mcp_encrypted" \
    "$_mcp_coreutils/bin/cat" '${CREDENTIALS_DIRECTORY}/'"$1"; then
    return
  fi
  _mcp_failed "$_mcp_why; and a service of the user's manager could not load it either: $_mcp_problem"
}
