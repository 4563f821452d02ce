# shellcheck shell=bash
# Reading a value byte for byte: `read -d ""` keeps every newline and every byte that is no text in any
# encoding, and tells a NUL (0: it found its delimiter) from the end of the input (1).

# One string of execve's, with its name, "=" and the final NUL, has at most this many bytes (Linux'
# MAX_ARG_STRLEN, 32 pages of 4 KiB).
_mcp_limit=131072

# _mcp_read SECONDS [MOST]: standard input, all of it, into _mcp_value.
_mcp_read() {
  local _mcp_most=${2-$_mcp_limit} _mcp_status _mcp_all
  _mcp_value=
  IFS= read -r -d '' -n "$_mcp_most" -t "$1" _mcp_all
  _mcp_status=$?
  if [[ ! ${_mcp_all+set} ]]; then
    # The same status as at the end, but nothing is set, whatever came before.
    _mcp_failed "it cannot be read to its end"
    return 3
  fi
  _mcp_value=$_mcp_all
  if ((_mcp_status == 1)); then return 0; fi
  # Past the limit, in time, or neither: what came so far is not the value.
  if ((_mcp_status > 128)); then
    _mcp_value=
    return 2
  fi
  if ((${#_mcp_value} >= _mcp_most)); then
    _mcp_value=
    _mcp_failed "it has more than $((_mcp_most - 1)) bytes"
    return
  fi
  _mcp_value=
  _mcp_failed "it holds a NUL byte, which no environment variable can"
}

# _mcp_read_file PATH [MOST]: the bytes of a file into _mcp_value. A named pipe counts as a file that may take
# its time: vaults offer secrets that way.
_mcp_read_file() {
  local _mcp_status=unopened
  if [[ -p $1 && -r $1 ]]; then
    _mcp_run "$_mcp_coreutils/bin/cat" -- "$1"
    return
  fi
  if [[ -d $1 ]]; then
    _mcp_failed "$1 is a folder"
    return
  fi
  if [[ ! -e $1 ]]; then
    _mcp_failed "there is no file $1"
    return
  fi
  {
    _mcp_read "$_mcp_timeout" "${2-$_mcp_limit}"
    _mcp_status=$?
  } 2>/dev/null <"$1"
  if [[ $_mcp_status == unopened ]]; then
    _mcp_failed "$1 cannot be read by ${USER-user $EUID}"
    return
  fi
  if ((_mcp_status == 2)); then _mcp_problem="it was not read within $_mcp_timeout s"; fi
  if ((_mcp_status == 3)); then _mcp_read_error "$1"; fi
  if ((_mcp_status != 0)); then
    _mcp_failed "$1: $_mcp_problem"
    return
  fi
}

# _mcp_read_error PATH: adds to _mcp_problem why it cannot be read, which bash only says.
_mcp_read_error() {
  local _mcp_said
  _mcp_said=$({ IFS= read -r -d '' -t "$_mcp_timeout" _; } 2>&1 <"$1")
  if [[ $_mcp_said == *'read error'*': '* ]]; then _mcp_problem+=" (${_mcp_said##*: })"; fi
}

# _mcp_read_plain PATH [MOST]: like _mcp_read_file, and remembers the file for _mcp_warn_open_files.
_mcp_read_plain() {
  _mcp_read_file "$@" || return
  _mcp_plain_files+=("$1")
}

# Says which of the plain files others may read. One program for all of them; bash has no stat of its own.
_mcp_warn_open_files() {
  local _mcp_modes _mcp_index
  if ((${#_mcp_plain_files[@]} == 0)); then return; fi
  mapfile -t _mcp_modes < <("$_mcp_coreutils/bin/stat" -L -c %a -- "${_mcp_plain_files[@]}" 2>/dev/null </dev/null)
  wait "$!" 2>/dev/null
  if ((${#_mcp_modes[@]} != ${#_mcp_plain_files[@]})); then return; fi
  for _mcp_index in "${!_mcp_modes[@]}"; do
    if (((8#${_mcp_modes[_mcp_index]} & 8#077) != 0)); then
      _mcp_say "warning: ${_mcp_plain_files[_mcp_index]} is open to others (mode ${_mcp_modes[_mcp_index]}); close it with: chmod 600 ${_mcp_plain_files[_mcp_index]@Q}"
    fi
  done
}
