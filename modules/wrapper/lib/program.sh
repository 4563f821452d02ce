# shellcheck shell=bash
# Running a provider's program: its output is the value, its input is never the server's, and when its time
# is over, it and everything it has started is ended.

# mcp_run PROGRAM ARG…: what it prints into mcp_value. mcp_input, when set, is its standard input. With
# mcp_talks=yes it may talk to the user at the terminal, and what it says is not taken down.
mcp_run() {
  local mcp_data mcp_pid mcp_read_status mcp_report mcp_status
  mcp_find_terminal
  if [[ ! ${mcp_control-} ]]; then
    # A pipe that this shell holds at both ends: it never ends, so reading it is also a way to wait.
    exec {mcp_control}<> <(:)
  fi
  exec {mcp_data}< <(
    exec {mcp_out}>&1
    exec {mcp_errors}< <(mcp_become "$@" 2>&1 1>&"$mcp_out" {mcp_out}>&- {mcp_control}>&-)
    mcp_pid=$!
    IFS= read -r -N 2048 mcp_complaint <&"$mcp_errors"
    while IFS= read -r -N 65536 _ <&"$mcp_errors"; do :; done
    wait "$mcp_pid"
    printf '%s\n%s\0' "$?" "$mcp_complaint" >&"$mcp_control"
  )
  mcp_pid=$!
  trap 'mcp_end_tree "$mcp_pid"; exit 143' TERM HUP
  trap 'mcp_end_tree "$mcp_pid"; exit 130' INT
  mcp_read "$mcp_timeout" "${mcp_most-$mcp_limit}" <&"$mcp_data"
  mcp_read_status=$?
  if ((mcp_read_status != 0)); then mcp_end_tree "$mcp_pid"; fi
  trap - TERM HUP INT
  exec {mcp_data}<&-
  if ((mcp_read_status == 2)); then
    mcp_drain_control
    mcp_failed "${1##*/} did not answer within $mcp_timeout s (a locked vault, or a prompt that nobody sees?)"
    return
  fi
  if ((mcp_read_status != 0)); then
    mcp_drain_control
    return 1
  fi
  IFS= read -r -d '' -t 5 mcp_report <&"$mcp_control"
  mcp_status=${mcp_report%%$'\n'*}
  if [[ $mcp_status == 0 ]]; then return; fi
  mcp_explain "${1##*/}" "$mcp_status" "${mcp_report#*$'\n'}"
}

# In the child: the surroundings as the client gave them, and the program instead of this shell.
mcp_become() {
  mcp_restore_locale
  if [[ ${mcp_wants_utf8-} ]]; then mcp_utf8_locale; fi
  if [[ ${mcp_input+set} ]]; then
    exec < <(printf '%s\n' "$mcp_input")
  elif [[ $mcp_terminal ]]; then
    exec <"$mcp_terminal"
    if [[ $mcp_terminal_name && ! ${GPG_TTY-} ]]; then export GPG_TTY=$mcp_terminal_name; fi
    if [[ ${mcp_talks-} ]]; then exec 2>"$mcp_terminal"; fi
  else
    exec </dev/null
  fi
  exec -- "$@"
}

# mcp_explain PROGRAM STATUS STDERR: why it failed, with the first line it said. What it printed before it
# failed may have been the secret, so nothing of that is repeated. (No here-strings: bash may write them
# to a file.)
mcp_explain() {
  local mcp_line mcp_first='' mcp_rest=$3$'\n' mcp_how="exit code $2"
  if (($2 > 128)); then mcp_how="killed by signal $(($2 - 128))"; fi
  while [[ $mcp_rest && ! $mcp_first ]]; do
    mcp_line=${mcp_rest%%$'\n'*}
    mcp_rest=${mcp_rest#*$'\n'}
    mcp_line=${mcp_line//[[:cntrl:]]/}
    if [[ $mcp_line == *[![:space:]]* ]]; then mcp_first=${mcp_line:0:300}; fi
  done
  mcp_rest=$mcp_value$'\n'
  mcp_value=
  while [[ $mcp_rest && $mcp_first ]]; do
    mcp_line=${mcp_rest%%$'\n'*}
    mcp_rest=${mcp_rest#*$'\n'}
    mcp_line=${mcp_line//[[:cntrl:]]/}
    if [[ $mcp_line && $mcp_first == *"$mcp_line"* ]]; then mcp_first=''; fi
  done
  if [[ ${mcp_silence-} && ! ${3//[[:space:]]/} ]]; then
    mcp_failed "$mcp_silence"
  elif [[ ${mcp_secretive-} || ! $mcp_first ]]; then
    mcp_failed "$1 failed ($mcp_how)"
  else
    mcp_failed "$1 failed ($mcp_how): $mcp_first"
  fi
}

# Reports of programs that were ended must not be taken for the next one's.
mcp_drain_control() {
  local mcp_old
  while IFS= read -r -d '' -t 0.01 mcp_old <&"$mcp_control"; do :; done
}

# mcp_end_tree PID: ends a process and all its descendants, politely first.
mcp_end_tree() {
  local mcp_tree=() mcp_round mcp_signal=TERM
  for ((mcp_round = 0; mcp_round < 40; mcp_round++)); do
    mcp_collect_tree "$1"
    if ((${#mcp_tree[@]} == 0)); then return; fi
    if ((mcp_round == 20)); then mcp_signal=KILL; fi
    if ((mcp_round == 0 || mcp_round >= 20)); then kill -s "$mcp_signal" "${mcp_tree[@]}" 2>/dev/null; fi
    IFS= read -r -d '' -t 0.05 _ <&"$mcp_control"
  done
}

# The living ones of: PID, its descendants, and what mcp_tree had before (whose parents may be gone).
mcp_collect_tree() {
  local mcp_stat mcp_line mcp_pids=() mcp_parents=() mcp_index mcp_found mcp_known mcp_rest
  if [[ -e /proc/self/stat ]]; then
    for mcp_stat in /proc/[0-9]*/stat; do
      if ! { IFS= read -r mcp_line <"$mcp_stat"; } 2>/dev/null; then continue; fi
      mcp_rest=${mcp_line##*) }
      # A zombie has ended already.
      if [[ $mcp_rest == Z* ]]; then continue; fi
      mcp_rest=${mcp_rest#* }
      mcp_pids+=("${mcp_line%% *}")
      mcp_parents+=("${mcp_rest%% *}")
    done
  else
    while IFS=' ' read -r mcp_line mcp_rest; do
      mcp_pids+=("$mcp_line")
      mcp_parents+=("$mcp_rest")
    done < <(/bin/ps -axo pid=,ppid= 2>/dev/null)
  fi
  mcp_known=" $1 ${mcp_tree[*]} "
  mcp_found=yes
  while [[ $mcp_found ]]; do
    mcp_found=
    for mcp_index in "${!mcp_pids[@]}"; do
      if [[ $mcp_known == *" ${mcp_parents[mcp_index]} "* && $mcp_known != *" ${mcp_pids[mcp_index]} "* ]]; then
        mcp_known+="${mcp_pids[mcp_index]} "
        mcp_found=yes
      fi
    done
  done
  mcp_tree=()
  for mcp_index in "${!mcp_pids[@]}"; do
    if [[ $mcp_known == *" ${mcp_pids[mcp_index]} "* ]]; then mcp_tree+=("${mcp_pids[mcp_index]}"); fi
  done
}
