# shellcheck shell=bash
# Running a provider's program: its output is the value, its input is never the server's, and when its time
# is over, it and everything it has started is ended (leftovers.sh).

# _mcp_run PROGRAM ARG…: what it prints into _mcp_value. _mcp_input, when set, is its standard input. With
# _mcp_talks=yes it may talk to the user at the terminal, and what it says is not taken down.
_mcp_run() {
  local _mcp_data _mcp_pid _mcp_read_status _mcp_report _mcp_status _mcp_mark _mcp_adopted
  _mcp_find_terminal
  _mcp_find_functions
  _mcp_mark_run
  if [[ ! ${_mcp_control-} ]]; then
    # A pipe that this shell holds at both ends: it never ends, so reading it is also a way to wait.
    exec {_mcp_control}<> <(:)
    _mcp_reap "$!"
  fi
  exec {_mcp_data}< <(
    exec {_mcp_out}>&1
    exec {_mcp_errors}< <(_mcp_become "$@" 2>&1 1>&"$_mcp_out" {_mcp_out}>&- {_mcp_control}>&-)
    _mcp_pid=$!
    _mcp_read_complaint
    wait "$_mcp_pid"
    printf '%s\n%s\0' "$?" "$_mcp_complaint" >&"$_mcp_control"
  )
  _mcp_pid=$!
  trap '_mcp_end_tree "$_mcp_pid"; exit 143' TERM HUP
  trap '_mcp_end_tree "$_mcp_pid"; exit 130' INT
  _mcp_read "$_mcp_timeout" "${_mcp_most-$_mcp_limit}" <&"$_mcp_data"
  _mcp_read_status=$?
  if ((_mcp_read_status != 0)); then _mcp_end_tree "$_mcp_pid"; fi
  _mcp_reap "$_mcp_pid"
  trap - TERM HUP INT
  exec {_mcp_data}<&-
  if ((_mcp_read_status == 2)); then
    _mcp_drain_control
    _mcp_failed "${1##*/} did not answer within $_mcp_timeout s (a locked vault, or a prompt that nobody sees?)"
    return
  fi
  if ((_mcp_read_status != 0)); then
    _mcp_drain_control
    return 1
  fi
  IFS= read -r -d '' -t 5 _mcp_report <&"$_mcp_control"
  _mcp_status=${_mcp_report%%$'\n'*}
  if [[ $_mcp_status == 0 ]]; then return; fi
  _mcp_explain "${1##*/}" "$_mcp_status" "${_mcp_report#*$'\n'}"
}

# What the program _mcp_pid says on _mcp_errors: the beginning of it, the rest is only taken. What it has started
# may hold that open for as long as it likes.
_mcp_read_complaint() {
  local _mcp_piece _mcp_status
  _mcp_complaint=
  while :; do
    IFS= read -r -t 0.1 -N 2048 _mcp_piece <&"$_mcp_errors"
    _mcp_status=$?
    if ((${#_mcp_complaint} < 2048)); then _mcp_complaint+=$_mcp_piece; fi
    if ((_mcp_status == 0)); then continue; fi
    if ((_mcp_status <= 128)) || ! kill -0 "$_mcp_pid" 2>/dev/null; then return; fi
  done
}

# A child that has ended must be waited for: the server would have it as a zombie of its own.
_mcp_reap() {
  wait "$1" 2>/dev/null
}

# In the child: the surroundings as the client gave them, and the program instead of this shell.
_mcp_become() {
  _mcp_restore_locale
  if [[ ${_mcp_wants_utf8-} ]]; then _mcp_utf8_locale; fi
  export MCP_NIXGEN_PROVIDER_RUN="${MCP_NIXGEN_PROVIDER_RUN:+$MCP_NIXGEN_PROVIDER_RUN }$_mcp_mark"
  if [[ ${_mcp_input+set} ]]; then
    exec < <(printf '%s\n' "$_mcp_input")
  elif [[ $_mcp_terminal ]]; then
    exec <"$_mcp_terminal"
    if [[ $_mcp_terminal_name && ! ${GPG_TTY-} ]]; then export GPG_TTY=$_mcp_terminal_name; fi
    if [[ ${_mcp_talks-} ]]; then exec 2>"$_mcp_terminal"; fi
  else
    exec </dev/null
    # gpg's agent would ask on the terminal that this names, whatever is to be seen there.
    unset GPG_TTY
  fi
  if ((${#_mcp_functions[@]} > 0)); then
    # What has a = in its path is an assignment to `env`.
    if [[ $1 == *=* ]]; then set -- "$BASH" -p -c 'exec -- "$@"' bash "$@"; fi
    set -- "$_mcp_coreutils/bin/env" "${_mcp_functions[@]}" -- "$@"
  fi
  exec -- "$@"
}

# The functions that the client exports, into _mcp_functions as options of `env`. A provider's program that is a
# bash script, as pass is, would have them in place of its own programs. Bash itself cannot let go of variables
# with such names.
_mcp_find_functions() {
  local _mcp_all='' _mcp_line
  if [[ ${_mcp_functions_known-} ]]; then return; fi
  _mcp_functions_known=yes _mcp_functions=()
  if [[ -r /proc/self/environ ]]; then
    # Quick, for there are none as a rule.
    IFS= read -r -N 16777216 -t 5 _mcp_all </proc/self/environ
    if [[ $_mcp_all != *BASH_FUNC* ]]; then return; fi
    while IFS= read -r -d '' -t 5 _mcp_line; do _mcp_note_function "$_mcp_line"; done </proc/self/environ
  else
    while IFS= read -r -d '' -t 5 _mcp_line; do _mcp_note_function "$_mcp_line"; done < <(exec "$_mcp_coreutils/bin/env" -0)
    _mcp_reap "$!"
  fi
}

# _mcp_note_function NAME=VALUE
_mcp_note_function() {
  case $1 in
    # As bash and as Apple's bash name them.
    BASH_FUNC_*=* | __BASH_FUNC*=*) _mcp_functions+=(-u "${1%%=*}") ;;
  esac
}

# _mcp_explain PROGRAM STATUS STDERR: why it failed, with the first line it said. What it printed before it
# failed may have been the secret, so nothing of that is repeated. (No here-strings: bash may write them
# to a file.)
_mcp_explain() {
  local _mcp_line _mcp_first='' _mcp_rest=$3$'\n' _mcp_how="exit code $2"
  if (($2 > 128)); then _mcp_how="killed by signal $(($2 - 128))"; fi
  while [[ $_mcp_rest && ! $_mcp_first ]]; do
    _mcp_line=${_mcp_rest%%$'\n'*}
    _mcp_rest=${_mcp_rest#*$'\n'}
    _mcp_line=${_mcp_line//[[:cntrl:]]/}
    if [[ $_mcp_line == *[![:space:]]* ]]; then _mcp_first=${_mcp_line:0:300}; fi
  done
  _mcp_rest=$_mcp_value$'\n'
  _mcp_value=
  while [[ $_mcp_rest && $_mcp_first ]]; do
    _mcp_line=${_mcp_rest%%$'\n'*}
    _mcp_rest=${_mcp_rest#*$'\n'}
    _mcp_line=${_mcp_line//[[:cntrl:]]/}
    if [[ $_mcp_line && $_mcp_first == *"$_mcp_line"* ]]; then _mcp_first=''; fi
  done
  if [[ ${_mcp_silence-} && ! ${3//[[:space:]]/} ]]; then
    _mcp_failed "$_mcp_silence"
  elif [[ ${_mcp_secretive-} || ! $_mcp_first ]]; then
    _mcp_failed "$1 failed ($_mcp_how)"
  else
    _mcp_failed "$1 failed ($_mcp_how): $_mcp_first"
  fi
}

# Reports of programs that were ended must not be taken for the next one's.
_mcp_drain_control() {
  local _mcp_old
  while IFS= read -r -d '' -t 0.01 _mcp_old <&"$_mcp_control"; do :; done
}
