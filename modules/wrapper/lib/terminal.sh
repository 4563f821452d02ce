# shellcheck shell=bash
# Asking the user: at the terminal where there is one, else through an askpass program. Never through
# standard input, which carries the client's MCP messages.

# Whether there is a terminal that we may read from; into mcp_terminal (/dev/tty, or nothing) and
# mcp_terminal_name (its own device, which gpg's agent needs). Asked once.
mcp_find_terminal() {
  local mcp_line mcp_fields mcp_tty mcp_major mcp_minor
  if [[ ${mcp_terminal-unknown} != unknown ]]; then
    [[ $mcp_terminal ]]
    return
  fi
  mcp_terminal='' mcp_terminal_name=''
  if ! { : <>/dev/tty; } 2>/dev/null; then return 1; fi
  if IFS= read -r mcp_line 2>/dev/null </proc/$$/stat; then
    # shellcheck disable=SC2206 # numbers and a letter. After the name, which may hold anything: state ppid pgrp session tty_nr tpgid (proc(5)).
    mcp_fields=(${mcp_line##*) })
    # Reading from a terminal in the background stops a process.
    if [[ ${mcp_fields[2]} != "${mcp_fields[5]}" ]]; then return 1; fi
    mcp_tty=${mcp_fields[4]}
    mcp_major=$(((mcp_tty >> 8) & 0xfff))
    mcp_minor=$(((mcp_tty & 0xff) | ((mcp_tty >> 12) & 0xfff00)))
    if ((mcp_major >= 136 && mcp_major <= 143)); then
      mcp_terminal_name=/dev/pts/$((mcp_minor + (mcp_major - 136) * 256))
    elif ((mcp_major == 4)); then
      mcp_terminal_name=/dev/tty$mcp_minor
    fi
  fi
  mcp_terminal=/dev/tty
}

# mcp_ask PROMPT: a line from the user, into mcp_value.
mcp_ask() {
  local mcp_status
  if mcp_find_terminal; then
    {
      printf '%s' "mcp-$mcp_name: $1: " >&2
      IFS= read -r -s -t "$mcp_timeout" mcp_value
      mcp_status=$?
      printf '\n' >&2
    } <>/dev/tty 2>&0
    if ((mcp_status != 0)); then
      mcp_value=
      mcp_failed "no answer at the terminal within $mcp_timeout s"
    fi
    return
  fi
  if [[ ${SSH_ASKPASS-} && -x $SSH_ASKPASS ]]; then
    if ! mcp_run "$SSH_ASKPASS" "mcp-$mcp_name: $1"; then
      mcp_failed "the askpass program gave no answer"
      return
    fi
    mcp_value=${mcp_value%$'\n'}
    return
  fi
  mcp_failed "it asks for a password, and there is neither a terminal nor an askpass program (SSH_ASKPASS) to ask through"
}
