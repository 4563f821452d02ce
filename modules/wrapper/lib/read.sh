# shellcheck shell=bash
# Reading a value byte for byte: `read -d ""` keeps every newline and every byte that is no text in any
# encoding, and tells a NUL (0: it found its delimiter) from the end of the input (1).

# One string of execve's, with its name, "=" and the final NUL, has at most this many bytes (Linux'
# MAX_ARG_STRLEN, 32 pages of 4 KiB).
mcp_limit=131072

# mcp_read SECONDS [MOST]: standard input, all of it, into mcp_value.
mcp_read() {
  local mcp_most=${2-$mcp_limit} mcp_status
  mcp_value=
  IFS= read -r -d '' -n "$mcp_most" -t "$1" mcp_value
  mcp_status=$?
  if ((mcp_status == 1)); then return 0; fi
  # Past the limit, in time, or neither: what came so far is not the value.
  if ((mcp_status > 128)); then
    mcp_value=
    return 2
  fi
  if ((${#mcp_value} >= mcp_most)); then
    mcp_value=
    mcp_failed "it has more than $((mcp_most - 1)) bytes"
    return
  fi
  mcp_value=
  mcp_failed "it holds a NUL byte, which no environment variable can"
}

# mcp_read_file PATH [MOST]: the bytes of a file into mcp_value. A named pipe counts as a file that may take
# its time: vaults offer secrets that way.
mcp_read_file() {
  local mcp_status=unopened
  if [[ -p $1 && -r $1 ]]; then
    mcp_run "$mcp_coreutils/bin/cat" -- "$1"
    return
  fi
  if [[ -d $1 ]]; then
    mcp_failed "$1 is a folder"
    return
  fi
  if [[ ! -e $1 ]]; then
    mcp_failed "there is no file $1"
    return
  fi
  {
    mcp_read "$mcp_timeout" "${2-$mcp_limit}"
    mcp_status=$?
  } 2>/dev/null <"$1"
  if [[ $mcp_status == unopened ]]; then
    mcp_failed "$1 cannot be read by ${USER-user $EUID}"
    return
  fi
  if ((mcp_status != 0)); then
    mcp_failed "$1: $mcp_problem"
    return
  fi
}

# mcp_read_plain PATH [MOST]: like mcp_read_file, and remembers the file for mcp_warn_open_files.
mcp_read_plain() {
  mcp_read_file "$@" || return
  mcp_plain_files+=("$1")
}

# Says which of the plain files others may read. One program for all of them; bash has no stat of its own.
mcp_warn_open_files() {
  local mcp_modes mcp_index
  if ((${#mcp_plain_files[@]} == 0)); then return; fi
  mapfile -t mcp_modes < <("$mcp_coreutils/bin/stat" -L -c %a -- "${mcp_plain_files[@]}" 2>/dev/null </dev/null)
  if ((${#mcp_modes[@]} != ${#mcp_plain_files[@]})); then return; fi
  for mcp_index in "${!mcp_modes[@]}"; do
    if (((8#${mcp_modes[mcp_index]} & 8#077) != 0)); then
      mcp_say "warning: ${mcp_plain_files[mcp_index]} is open to others (mode ${mcp_modes[mcp_index]}); close it with: chmod 600 ${mcp_plain_files[mcp_index]@Q}"
    fi
  done
}
