# shellcheck shell=bash
# Asking the user: at the terminal where there is one, else through an askpass program. Never through
# standard input, which carries the client's MCP messages.

# Whether there is a terminal that we may read from; into _mcp_terminal (/dev/tty, or nothing) and
# _mcp_terminal_name (its own device, which gpg's agent needs). Asked once. Why not is in _mcp_no_terminal.
_mcp_find_terminal() {
  local _mcp_line _mcp_fields _mcp_tty _mcp_major _mcp_minor
  if [[ ${_mcp_terminal-unknown} != unknown ]]; then
    [[ $_mcp_terminal ]]
    return
  fi
  _mcp_terminal='' _mcp_terminal_name='' _mcp_no_terminal='there is no terminal'
  if ! { : <>/dev/tty; } 2>/dev/null; then return 1; fi
  if IFS= read -r _mcp_line 2>/dev/null </proc/$$/stat; then
    # shellcheck disable=SC2206 # numbers and a letter. After the name, which may hold anything: state ppid pgrp session tty_nr tpgid (proc(5)).
    _mcp_fields=(${_mcp_line##*) })
    # Reading from a terminal in the background stops a process.
    if [[ ${_mcp_fields[2]} != "${_mcp_fields[5]}" ]]; then
      _mcp_no_terminal='the terminal is in use by another program'
      return 1
    fi
    _mcp_tty=${_mcp_fields[4]}
    _mcp_major=$(((_mcp_tty >> 8) & 0xfff))
    _mcp_minor=$(((_mcp_tty & 0xff) | ((_mcp_tty >> 12) & 0xfff00)))
    if ((_mcp_major >= 136 && _mcp_major <= 143)); then
      _mcp_terminal_name=/dev/pts/$((_mcp_minor + (_mcp_major - 136) * 256))
    elif ((_mcp_major == 4)); then
      _mcp_terminal_name=/dev/tty$_mcp_minor
    fi
  fi
  # A client that fills the screen reads single keys: it would get the answer, and the prompt would spoil its
  # picture. Bash cannot tell how a terminal is set.
  _mcp_line=$(exec "$_mcp_coreutils/bin/stty" -a </dev/tty 2>/dev/null)
  if [[ " ${_mcp_line//[$';\n']/ } " != *' icanon '* ]]; then
    _mcp_no_terminal='the terminal is in use by a full-screen program'
    return 1
  fi
  _mcp_terminal=/dev/tty
}

# _mcp_ask PROMPT: a line from the user, into _mcp_value.
_mcp_ask() {
  local _mcp_status
  if _mcp_find_terminal; then
    {
      # -p, and not a printf before it: the question is asked once the terminal shows nothing any more.
      IFS= read -r -s -t "$_mcp_timeout" -p "mcp-$_mcp_name: $1: " _mcp_value
      _mcp_status=$?
      printf '\n' >&2
    } <>/dev/tty 2>&0
    if ((_mcp_status != 0)); then
      _mcp_value=
      _mcp_failed "no answer at the terminal within $_mcp_timeout s"
    fi
    return
  fi
  if [[ ${SSH_ASKPASS-} && -x $SSH_ASKPASS ]]; then
    if ! _mcp_run "$SSH_ASKPASS" "mcp-$_mcp_name: $1"; then
      _mcp_failed "the askpass program gave no answer"
      return
    fi
    _mcp_value=${_mcp_value%$'\n'}
    return
  fi
  _mcp_failed "it asks for a password, and $_mcp_no_terminal, nor is there an askpass program (SSH_ASKPASS)"
}
