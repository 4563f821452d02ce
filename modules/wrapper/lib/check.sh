# shellcheck shell=bash
# libexec/mcp-NAME/check-secrets: resolves the secrets and says how that went, never what they are.

# mcp_result NAME PROVIDER ok|required|optional [PROBLEM [HINT]]: one line, its fields between tabs.
mcp_result() {
  local mcp_message
  if [[ $3 == ok ]]; then
    printf '%s\t%s\tok\n' "$1" "$2"
    return
  fi
  mcp_message=$4
  if [[ $3 == optional ]]; then mcp_message+=" (optional)"; fi
  if [[ $5 ]]; then mcp_message+="; to provide it: $5"; fi
  printf '%s\t%s\tfailed\t%s\n' "$1" "$2" "${mcp_message//[[:cntrl:]]/ }"
}

mcp_main() {
  # Nothing but the result belongs on standard output, and nothing may read what is on standard input.
  mcp_prepare
  mcp_resolve
  mcp_warn_open_files
  if ((mcp_missing > 0)); then exit 78; fi
  exit 0
}
