# shellcheck shell=bash
# What both scripts begin with.

_mcp_prepare() {
  # Bash would set LINES and COLUMNS after every program it runs.
  shopt -u checkwinsize
  shopt -s execfail
  # A client may ask for POSIX mode; it is given back in _mcp_give_back.
  _mcp_posix_set=${POSIXLY_CORRECT+set}
  _mcp_posix=${POSIXLY_CORRECT-}
  set +o posix
  _mcp_use_bytes
  _mcp_drop_shell_hooks
  _mcp_fill_surroundings
  _mcp_environment
}

# Right before the server: what the scripts had to change for themselves.
_mcp_give_back() {
  if [[ ${_mcp_control-} ]]; then exec {_mcp_control}>&-; fi
  _mcp_restore_locale
  if [[ $_mcp_posix_set ]]; then export POSIXLY_CORRECT=$_mcp_posix; fi
}
