# shellcheck shell=bash
# What a provider's program leaves behind when its time is over. Its descendants are found by their parents; those
# that have left their parents by a mark in their environment, and behind the guard, which adopts them, by that.

# Before a program is run: its mark, and the processes that the guard has by then. They are an earlier program's,
# which has given its value, such as an agent.
_mcp_mark_run() {
  local _mcp_comm=''
  _mcp_mark=$$.$EPOCHREALTIME.$RANDOM _mcp_adopted=none
  if { IFS= read -r -t 5 _mcp_comm </proc/$PPID/comm; } 2>/dev/null && [[ $_mcp_comm == mcp-guard ]]; then
    # Without a newline at its end.
    { IFS= read -r -t 5 _mcp_adopted </proc/$PPID/task/$PPID/children; } 2>/dev/null
    if [[ $_mcp_adopted != none ]]; then _mcp_adopted=" $_mcp_adopted"; fi
  fi
}

# _mcp_end_tree PID: ends a process and all its descendants, politely first.
_mcp_end_tree() {
  local _mcp_tree=() _mcp_round _mcp_signal=TERM
  local -A _mcp_unmarked=()
  for ((_mcp_round = 0; _mcp_round < 40; _mcp_round++)); do
    _mcp_collect_tree "$1"
    if ((${#_mcp_tree[@]} == 0)); then return; fi
    if ((_mcp_round == 20)); then _mcp_signal=KILL; fi
    if ((_mcp_round == 0 || _mcp_round >= 20)); then kill -s "$_mcp_signal" "${_mcp_tree[@]}" 2>/dev/null; fi
    IFS= read -r -d '' -t 0.05 _ <&"$_mcp_control"
  done
}

# The living ones of: PID, its descendants, what it has left behind, and what _mcp_tree had before.
_mcp_collect_tree() {
  local _mcp_stat _mcp_line _mcp_pids=() _mcp_parents=() _mcp_index _mcp_found _mcp_known _mcp_rest
  _mcp_known=" $1 ${_mcp_tree[*]} "
  if [[ -e /proc/self/stat ]]; then
    for _mcp_stat in /proc/[0-9]*/stat; do
      if ! { IFS= read -r -t 5 _mcp_line <"$_mcp_stat"; } 2>/dev/null; then continue; fi
      _mcp_rest=${_mcp_line##*) }
      # A zombie has ended already.
      if [[ $_mcp_rest == Z* ]]; then continue; fi
      _mcp_rest=${_mcp_rest#* }
      _mcp_line=${_mcp_line%% *}
      _mcp_rest=${_mcp_rest%% *}
      _mcp_pids+=("$_mcp_line")
      _mcp_parents+=("$_mcp_rest")
      if _mcp_is_left_over "$_mcp_line" "$_mcp_rest"; then _mcp_known+="$_mcp_line "; fi
    done
  else
    while IFS=' ' read -r _mcp_line _mcp_rest; do
      _mcp_pids+=("$_mcp_line")
      _mcp_parents+=("$_mcp_rest")
    done < <(/bin/ps -axo pid=,ppid= 2>/dev/null)
  fi
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

# _mcp_is_left_over PID PARENT: whether the program that was run last has started this process.
_mcp_is_left_over() {
  local _mcp_environ=''
  if [[ $1 == "$$" ]]; then return 1; fi
  if [[ $2 == "$PPID" && $_mcp_adopted != none && $_mcp_adopted != *" $1 "* ]]; then return 0; fi
  if [[ ${_mcp_unmarked[$1]-} ]]; then return 1; fi
  { IFS= read -r -N 16777216 -t 5 _mcp_environ <"/proc/$1/environ"; } 2>/dev/null
  if [[ $_mcp_environ == *"$_mcp_mark"* ]]; then return 0; fi
  _mcp_unmarked[$1]=yes
  return 1
}
