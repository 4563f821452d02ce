# shellcheck shell=bash
# What both scripts begin with.

mcp_prepare() {
  # Bash would set LINES and COLUMNS after every program it runs.
  shopt -u checkwinsize
  shopt -s execfail
  # A client may ask for POSIX mode; it is given back in mcp_give_back.
  mcp_posix_set=${POSIXLY_CORRECT+set}
  mcp_posix=${POSIXLY_CORRECT-}
  set +o posix
  mcp_use_bytes
  mcp_drop_shell_hooks
  mcp_fill_surroundings
  mcp_environment
}

# Right before the server: what the scripts had to change for themselves.
mcp_give_back() {
  if [[ ${mcp_control-} ]]; then exec {mcp_control}>&-; fi
  mcp_restore_locale
  if [[ $mcp_posix_set ]]; then export POSIXLY_CORRECT=$mcp_posix; fi
}
