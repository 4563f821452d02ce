# shellcheck shell=bash
# Every secret is resolved before anything is started, so that one run names all that are missing.

# mcp_secret NAME PROVIDER required|optional trimmed|exact SECONDS ARG…: resolves one and notes the result.
mcp_secret() {
  # For the provider: mcp_value is what it gives back, and with mcp_whole no newline of it is a terminator.
  # shellcheck disable=SC2034
  local mcp_secret_name=$1 mcp_value='' mcp_whole='' mcp_problem='' mcp_hint='' mcp_timeout=$5
  if "mcp_provider_$2" "${@:6}" && mcp_fits "$1" "$4"; then
    mcp_names+=("$1")
    mcp_values+=("$mcp_value")
    mcp_result "$1" "$2" ok
    return
  fi
  mcp_value=
  if [[ $3 == required ]]; then ((mcp_missing += 1)); fi
  mcp_result "$1" "$2" "$3" "$mcp_problem" "$mcp_hint"
}

# Takes away the newline that ends a text, and checks that execve would take what remains.
mcp_fits() {
  if [[ $2 == trimmed && ! $mcp_whole ]]; then mcp_value=${mcp_value%$'\n'}; fi
  if ((${#1} + ${#mcp_value} + 2 > mcp_limit)); then
    mcp_failed "it has ${#mcp_value} bytes, and an environment variable of this name can hold $((mcp_limit - ${#1} - 2))"
    return
  fi
}

mcp_resolve() {
  # Not exported, whatever the client has under these names.
  declare -ga mcp_names=() mcp_values=() mcp_plain_files=()
  declare -gA mcp_env_files=() mcp_env_values=() mcp_passwords=()
  declare -g mcp_missing=0 mcp_count=0
  mcp_secrets
}
