# shellcheck shell=bash

# mcp_provider_systemdCredential NAME FILE
mcp_provider_systemdCredential() {
  local mcp_why
  if [[ ${CREDENTIALS_DIRECTORY-} && -e $CREDENTIALS_DIRECTORY/$1 ]]; then
    mcp_hint="check the credential $1 of the service"
    mcp_read_file "$CREDENTIALS_DIRECTORY/$1"
    return
  fi
  if [[ ! $2 ]]; then
    mcp_hint="give the service LoadCredential=$1:/path/of/the/secret, or name an encrypted file of systemd-creds as systemdCredential.file"
    mcp_failed "this process was given no credential $1 (${CREDENTIALS_DIRECTORY:-CREDENTIALS_DIRECTORY is not set})"
    return
  fi
  mcp_expand "$2" || return
  mcp_hint="systemd-creds encrypt --name=$1 - ${mcp_path@Q} (with --user from systemd 256 on)"
  if [[ ! -r $mcp_path ]]; then
    mcp_failed "there is no encrypted credential $mcp_path that can be read"
    return
  fi
  local mcp_encrypted=$mcp_path mcp_user=(--user)
  if ((EUID == 0)); then mcp_user=(); fi
  mcp_find systemd-creds || return
  if mcp_run "$mcp_program" "${mcp_user[@]}" decrypt --name="$1" "$mcp_encrypted" -; then return; fi
  mcp_why=$mcp_problem
  # Before systemd 256 a user's own programs cannot decrypt, and a service of the user's manager may.
  mcp_find systemd-run || return
  # shellcheck disable=SC2016 # systemd fills it in
  if mcp_run "$mcp_program" --user --pipe --wait --quiet --collect \
    --property=LoadCredentialEncrypted="$1:$mcp_encrypted" \
    "$mcp_coreutils/bin/cat" '${CREDENTIALS_DIRECTORY}/'"$1"; then
    return
  fi
  mcp_failed "$mcp_why; and a service of the user's manager could not load it either: $mcp_problem"
}
