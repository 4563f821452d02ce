# shellcheck shell=bash
# Every secret is resolved before anything is started, so that one run names all that are missing.

# _mcp_secret NAME PROVIDER required|optional trimmed|exact SECONDS ARG…: resolves one and notes the result.
_mcp_secret() {
  # For the provider: _mcp_value is what it gives back, and with _mcp_whole no newline of it is a terminator.
  # shellcheck disable=SC2034
  local _mcp_secret_name=$1 _mcp_value='' _mcp_whole='' _mcp_problem='' _mcp_hint='' _mcp_timeout=$5
  if "_mcp_provider_$2" "${@:6}" && _mcp_fits "$1" "$4"; then
    _mcp_names+=("$1")
    _mcp_values+=("$_mcp_value")
    _mcp_result "$1" "$2" ok
    return
  fi
  _mcp_value=
  if [[ $3 == required ]]; then ((_mcp_missing += 1)); fi
  _mcp_result "$1" "$2" "$3" "$_mcp_problem" "$_mcp_hint"
}

# Takes away the newline that ends a text, and checks that something remains that execve would take. A server
# that starts with an empty key says so late, and in its own words.
_mcp_fits() {
  if [[ $2 == trimmed && ! $_mcp_whole ]]; then _mcp_value=${_mcp_value%$'\n'}; fi
  if [[ ! $_mcp_value ]]; then
    _mcp_failed "it is empty"
    return
  fi
  if ((${#1} + ${#_mcp_value} + 2 > _mcp_limit)); then
    _mcp_failed "it has ${#_mcp_value} bytes, and an environment variable of this name can hold $((_mcp_limit - ${#1} - 2))"
    return
  fi
}

_mcp_resolve() {
  # Not exported, whatever the client has under these names.
  declare -ga _mcp_names=() _mcp_values=() _mcp_plain_files=()
  declare -gA _mcp_env_files=() _mcp_env_values=() _mcp_passwords=()
  declare -g _mcp_missing=0 _mcp_count=0
  _mcp_secrets
}
