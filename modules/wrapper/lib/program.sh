# shellcheck shell=bash
# Running a provider's program: its output is the value, its input is never the server's, and when its time
# is over, it and everything it has started is ended.

# _mcp_run PROGRAM ARG…: what it prints into _mcp_value. _mcp_input, when set, is its standard input. With
# _mcp_talks=yes it may talk to the user at the terminal, and what it says is not taken down.
_mcp_run() {
  local _mcp_data _mcp_pid _mcp_read_status _mcp_report _mcp_status
  _mcp_find_terminal
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
  if [[ ${_mcp_input+set} ]]; then
    exec < <(printf '%s\n' "$_mcp_input")
  elif [[ $_mcp_terminal ]]; then
    exec <"$_mcp_terminal"
    if [[ $_mcp_terminal_name && ! ${GPG_TTY-} ]]; then export GPG_TTY=$_mcp_terminal_name; fi
    if [[ ${_mcp_talks-} ]]; then exec 2>"$_mcp_terminal"; fi
  else
    exec </dev/null
  fi
  exec -- "$@"
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

# _mcp_end_tree PID: ends a process and all its descendants, politely first.
_mcp_end_tree() {
  local _mcp_tree=() _mcp_round _mcp_signal=TERM
  for ((_mcp_round = 0; _mcp_round < 40; _mcp_round++)); do
    _mcp_collect_tree "$1"
    if ((${#_mcp_tree[@]} == 0)); then return; fi
    if ((_mcp_round == 20)); then _mcp_signal=KILL; fi
    if ((_mcp_round == 0 || _mcp_round >= 20)); then kill -s "$_mcp_signal" "${_mcp_tree[@]}" 2>/dev/null; fi
    IFS= read -r -d '' -t 0.05 _ <&"$_mcp_control"
  done
}

# The living ones of: PID, its descendants, and what _mcp_tree had before (whose parents may be gone).
_mcp_collect_tree() {
  local _mcp_stat _mcp_line _mcp_pids=() _mcp_parents=() _mcp_index _mcp_found _mcp_known _mcp_rest
  if [[ -e /proc/self/stat ]]; then
    for _mcp_stat in /proc/[0-9]*/stat; do
      if ! { IFS= read -r _mcp_line <"$_mcp_stat"; } 2>/dev/null; then continue; fi
      _mcp_rest=${_mcp_line##*) }
      # A zombie has ended already.
      if [[ $_mcp_rest == Z* ]]; then continue; fi
      _mcp_rest=${_mcp_rest#* }
      _mcp_pids+=("${_mcp_line%% *}")
      _mcp_parents+=("${_mcp_rest%% *}")
    done
  else
    while IFS=' ' read -r _mcp_line _mcp_rest; do
      _mcp_pids+=("$_mcp_line")
      _mcp_parents+=("$_mcp_rest")
    done < <(/bin/ps -axo pid=,ppid= 2>/dev/null)
  fi
  _mcp_known=" $1 ${_mcp_tree[*]} "
  _mcp_found=yes
  while [[ $_mcp_found ]]; do
    _mcp_found=
    for _mcp_index in "${!_mcp_pids[@]}"; do
      if [[ $_mcp_known == *" ${_mcp_parents[_mcp_index]} "* && $_mcp_known != *" ${_mcp_pids[_mcp_index]} "* ]]; then
        _mcp_known+="${_mcp_pids[_mcp_index]} "
        _mcp_found=yes
      fi
    done
  done
  _mcp_tree=()
  for _mcp_index in "${!_mcp_pids[@]}"; do
    if [[ $_mcp_known == *" ${_mcp_pids[_mcp_index]} "* ]]; then _mcp_tree+=("${_mcp_pids[_mcp_index]}"); fi
  done
}
