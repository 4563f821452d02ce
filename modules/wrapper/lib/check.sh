# shellcheck shell=bash
# libexec/mcp-NAME/check-secrets: resolves the secrets and says how that went, never what they are.

# _mcp_result NAME PROVIDER ok|required|optional [PROBLEM [HINT]]: one line, its fields between tabs.
_mcp_result() {
  local _mcp_message
  if [[ $3 == ok ]]; then
    printf '%s\t%s\tok\n' "$1" "$2"
    return
  fi
  _mcp_message=$4
  if [[ $3 == optional ]]; then _mcp_message+=" (optional)"; fi
  if [[ $5 ]]; then _mcp_message+="; to provide it: $5"; fi
  printf '%s\t%s\tfailed\t%s\n' "$1" "$2" "${_mcp_message//[[:cntrl:]]/ }"
}

_mcp_main() {
  # Nothing but the result belongs on standard output, and nothing may read what is on standard input.
  _mcp_prepare
  _mcp_resolve
  _mcp_warn_open_files
  if ((_mcp_missing > 0)); then exit 78; fi
  exit 0
}
