# shellcheck shell=bash
# Files of KEY=value lines. The grammar is in ../README.md: systemd's EnvironmentFile= (systemd.exec(5)),
# and what dotenv files have beyond it, `export` and \n in double quotes.

# _mcp_env_file PATH KEY: the value of KEY into _mcp_value. What a file says is kept, so that each is read once.
_mcp_env_file() {
  local _mcp_value_name="$1"$'\n'"$2"
  if [[ ! ${_mcp_env_files["$1"]-} ]]; then
    # Several values: more than one variable can hold. A byte more than 1 MB.
    local _mcp_most=1048577 _mcp_rows=() _mcp_ended=''
    _mcp_read_plain "$1" "$_mcp_most" || return
    _mcp_env_rows "$1"
    _mcp_parse_env_file "$1" || return
    _mcp_env_files["$1"]='read'
  fi
  if [[ ! ${_mcp_env_values["$_mcp_value_name"]+set} ]]; then
    _mcp_value=
    _mcp_failed "$1 does not set $2"
    return
  fi
  _mcp_value=${_mcp_env_values["$_mcp_value_name"]}
}

# The lines of _mcp_value, the text of file $1, into _mcp_rows. Bash copies the text with every piece it takes
# out of it, so the lines come out of the file once more. A pipe is read only once; our own is slow to read.
_mcp_env_rows() {
  if [[ -f $1 ]]; then
    { mapfile -t _mcp_rows; } 2>/dev/null <"$1"
  else
    mapfile -t _mcp_rows < <(printf '%s' "$_mcp_value")
    _mcp_reap "$!"
  fi
  if [[ ${_mcp_value: -1} == $'\n' ]]; then _mcp_ended=yes; fi
  _mcp_value=
}

# Reads _mcp_rows into _mcp_env_values. _mcp_text is the part of file $1 that comes next, and _mcp_line the line
# that it begins in. Then comes what is in _mcp_row from _mcp_at on, and then the row _mcp_next.
_mcp_parse_env_file() {
  local _mcp_text='' _mcp_row='' _mcp_at=0 _mcp_next=0 _mcp_count=${#_mcp_rows[@]} _mcp_line=1 _mcp_late=''
  local _mcp_until=$((EPOCHSECONDS + _mcp_timeout)) _mcp_key _mcp_parsed _mcp_piece
  if ((_mcp_count > 0)); then _mcp_rows[0]=${_mcp_rows[0]#$'\xef\xbb\xbf'}; fi
  while :; do
    if [[ ! $_mcp_text ]] && ((_mcp_at >= ${#_mcp_row})); then _mcp_env_plain_rows "$1"; fi
    if ((${#_mcp_text} < 2)); then _mcp_env_more; fi
    _mcp_piece=${_mcp_text%%[![:blank:]]*}
    if [[ $_mcp_piece ]]; then
      _mcp_text=${_mcp_text:${#_mcp_piece}}
      continue
    fi
    case $_mcp_text in
      '') break ;;
      $'\n'*)
        _mcp_text=${_mcp_text:1}
        ((_mcp_line += 1))
        ;;
      $'\r\n'*) _mcp_text=${_mcp_text:1} ;;
      '#'* | ';'*) _mcp_env_skip_line ;;
      *)
        if ! { _mcp_env_key && _mcp_env_value; }; then
          if [[ $_mcp_late ]]; then break; fi
          _mcp_failed "$1, line $_mcp_line: $_mcp_problem"
          return
        fi
        _mcp_env_values["$1"$'\n'"$_mcp_key"]=$_mcp_parsed
        ;;
    esac
  done
  if [[ $_mcp_late ]]; then
    _mcp_failed "$1 could not be taken apart within $_mcp_timeout s"
    return
  fi
}

# Lines as nearly all files are made of, in few steps: empty ones, comments, and KEY=value where one pair of
# quotes, if any, is around the whole value, and nothing in it means anything else. Stops at any other.
_mcp_env_plain_rows() {
  while ((_mcp_next < _mcp_count && EPOCHSECONDS <= _mcp_until)); do
    _mcp_row=${_mcp_rows[_mcp_next]}
    # Of the line's end, unless the file ends here.
    if [[ $_mcp_row == *$'\r' ]] && { ((_mcp_next + 1 < _mcp_count)) || [[ $_mcp_ended ]]; }; then
      _mcp_row=${_mcp_row%$'\r'}
    fi
    case $_mcp_row in
      '' | '#'* | ';'*) ;;
      [A-Za-z_]*=*)
        if [[ $_mcp_row == 'export '[A-Za-z_]* ]]; then _mcp_row=${_mcp_row:7}; fi
        _mcp_key=${_mcp_row%%=*}
        _mcp_parsed=${_mcp_row:${#_mcp_key}+1}
        if [[ $_mcp_key == *[!A-Za-z0-9_.-]* ]]; then break; fi
        case $_mcp_parsed in
          \"*\")
            _mcp_parsed=${_mcp_parsed:1:-1}
            if [[ $_mcp_parsed == *[\"\\]* ]]; then break; fi
            ;;
          \'*\')
            _mcp_parsed=${_mcp_parsed:1:-1}
            if [[ $_mcp_parsed == *\'* ]]; then break; fi
            ;;
          *[\\\'\"$'\r']* | [[:blank:]]*) break ;;
          *[[:blank:]]*)
            _mcp_parsed=${_mcp_parsed%%[[:blank:]]#*}
            _mcp_parsed=${_mcp_parsed%"${_mcp_parsed##*[![:blank:]]}"}
            ;;
        esac
        _mcp_env_values["$1"$'\n'"$_mcp_key"]=$_mcp_parsed
        ;;
      *) break ;;
    esac
    ((_mcp_next += 1))
  done
  _mcp_row='' _mcp_at=0
  ((_mcp_line = _mcp_next + 1))
}

# Makes _mcp_text longer; fails at the end of the file, and when the time is over.
_mcp_env_more() {
  if ((_mcp_at >= ${#_mcp_row})); then
    if ((_mcp_next >= _mcp_count)); then return 1; fi
    _mcp_row=${_mcp_rows[_mcp_next]}
    ((_mcp_next += 1, _mcp_at = 0, 1))
    if ((_mcp_next < _mcp_count)) || [[ $_mcp_ended ]]; then _mcp_row+=$'\n'; fi
  fi
  if ((EPOCHSECONDS > _mcp_until)); then
    _mcp_late=yes _mcp_row='' _mcp_next=$_mcp_count
    return 1
  fi
  _mcp_text+=${_mcp_row:_mcp_at:512}
  ((_mcp_at += 512))
}

# To the newline, which stays.
_mcp_env_skip_line() {
  while :; do
    _mcp_piece=${_mcp_text%%$'\n'*}
    _mcp_text=${_mcp_text:${#_mcp_piece}}
    if [[ $_mcp_text ]] || ! _mcp_env_more; then return 0; fi
  done
}

# `KEY=`, with `export` before it and blanks around the sign where somebody wrote them.
_mcp_env_key() {
  while [[ $_mcp_text != *[=$'\n']* ]]; do _mcp_env_more || break; done
  _mcp_piece=${_mcp_text%%[=$'\n']*}
  if [[ ${_mcp_text:${#_mcp_piece}:1} != = ]]; then
    _mcp_failed "neither KEY=value nor a comment"
    return
  fi
  _mcp_text=${_mcp_text:${#_mcp_piece}+1}
  _mcp_key=${_mcp_piece%"${_mcp_piece##*[![:blank:]]}"}
  if [[ $_mcp_key == export[[:blank:]]* ]]; then
    _mcp_key=${_mcp_key#export}
    _mcp_key=${_mcp_key#"${_mcp_key%%[![:blank:]]*}"}
  fi
  if [[ $_mcp_key != [A-Za-z_]* || $_mcp_key == *[!A-Za-z0-9_.-]* ]]; then
    _mcp_failed "what stands before the = is no name of a variable"
    return
  fi
  _mcp_env_blanks
  if [[ $_mcp_piece && $_mcp_text == '#'* ]]; then _mcp_env_skip_line; fi
}

# All blanks that come next, into _mcp_piece.
_mcp_env_blanks() {
  local _mcp_blanks=''
  while :; do
    _mcp_piece=${_mcp_text%%[![:blank:]]*}
    _mcp_blanks+=$_mcp_piece
    _mcp_text=${_mcp_text:${#_mcp_piece}}
    if [[ $_mcp_text ]] || ! _mcp_env_more; then break; fi
  done
  _mcp_piece=$_mcp_blanks
}

# The value, to the end of its line: pieces without quotes, in '…' and in "…", joined as a shell joins them.
_mcp_env_value() {
  # Blanks are kept only when something follows.
  local _mcp_pieces=() _mcp_pending='' IFS=''
  while :; do
    if ((${#_mcp_text} < 3)); then _mcp_env_more; fi
    # A piece ends at what may mean something.
    _mcp_piece=${_mcp_text%%[\\\'\"\#$' \t\r\n']*}
    _mcp_text=${_mcp_text:${#_mcp_piece}}
    if [[ $_mcp_piece ]]; then
      _mcp_pieces+=("$_mcp_pending$_mcp_piece")
      _mcp_pending=
      continue
    fi
    case $_mcp_text in
      '' | $'\n'* | $'\r\n'*) break ;;
      [\'\"]*)
        _mcp_pieces+=("$_mcp_pending")
        _mcp_pending=
        if [[ $_mcp_text == \'* ]]; then _mcp_env_single; else _mcp_env_double; fi || return
        ;;
      $'\\\n'*)
        _mcp_text=${_mcp_text:2}
        ((_mcp_line += 1))
        ;;
      $'\\\r\n'*)
        _mcp_text=${_mcp_text:3}
        ((_mcp_line += 1))
        ;;
      \\) _mcp_text= ;;
      \\*)
        _mcp_pieces+=("$_mcp_pending${_mcp_text:1:1}")
        _mcp_pending=
        _mcp_text=${_mcp_text:2}
        ;;
      [[:blank:]]*)
        _mcp_env_blanks
        _mcp_pending+=$_mcp_piece
        if [[ $_mcp_text == '#'* ]]; then
          _mcp_env_skip_line
          break
        fi
        ;;
      *)
        _mcp_pieces+=("$_mcp_pending${_mcp_text:0:1}")
        _mcp_pending=
        _mcp_text=${_mcp_text:1}
        ;;
    esac
  done
  _mcp_parsed="${_mcp_pieces[*]}"
}

# _mcp_env_keep TEXT: a piece of the value that may hold newlines.
_mcp_env_keep() {
  local _mcp_rest=$1
  _mcp_pieces+=("$1")
  while [[ $_mcp_rest == *$'\n'* ]]; do
    _mcp_rest=${_mcp_rest#*$'\n'}
    ((_mcp_line += 1))
  done
}

# '…': everything as it stands.
_mcp_env_single() {
  local _mcp_line_of_quote=$_mcp_line
  _mcp_text=${_mcp_text:1}
  while :; do
    _mcp_piece=${_mcp_text%%\'*}
    _mcp_text=${_mcp_text:${#_mcp_piece}}
    _mcp_env_keep "$_mcp_piece"
    if [[ $_mcp_text ]]; then
      _mcp_text=${_mcp_text:1}
      return
    fi
    if ! _mcp_env_more; then
      _mcp_line=$_mcp_line_of_quote
      _mcp_failed "a ' is not closed"
      return
    fi
  done
}

# "…": a backslash before " \ $ ` stands for that character, \n \r \t for the control characters, and a
# backslash at the end of a line joins it with the next; before anything else it is kept.
_mcp_env_double() {
  local _mcp_line_of_quote=$_mcp_line
  _mcp_text=${_mcp_text:1}
  while :; do
    if ((${#_mcp_text} < 2)); then _mcp_env_more; fi
    _mcp_piece=${_mcp_text%%[\"\\]*}
    _mcp_text=${_mcp_text:${#_mcp_piece}}
    if [[ $_mcp_piece ]]; then
      _mcp_env_keep "$_mcp_piece"
      continue
    fi
    case $_mcp_text in
      '')
        _mcp_line=$_mcp_line_of_quote
        _mcp_failed 'a " is not closed'
        return
        ;;
      \"*)
        _mcp_text=${_mcp_text:1}
        return
        ;;
      \\[\"\\\$\`]*) _mcp_pieces+=("${_mcp_text:1:1}") ;;
      \\n*) _mcp_pieces+=($'\n') ;;
      \\r*) _mcp_pieces+=($'\r') ;;
      \\t*) _mcp_pieces+=($'\t') ;;
      $'\\\n'*) ((_mcp_line += 1)) ;;
      *)
        _mcp_pieces+=(\\)
        _mcp_text=${_mcp_text:1}
        continue
        ;;
    esac
    _mcp_text=${_mcp_text:2}
  done
}
