# shellcheck shell=bash
# Files of KEY=value lines. The grammar is in ../README.md: systemd's EnvironmentFile= (systemd.exec(5)),
# and what dotenv files have beyond it, `export` and \n in double quotes.

# _mcp_env_file PATH KEY: the value of KEY into _mcp_value. What a file says is kept, so that each is read once.
_mcp_env_file() {
  local _mcp_value_name="$1"$'\n'"$2"
  if [[ ! ${_mcp_env_files["$1"]-} ]]; then
    # Several values: more than one variable can hold.
    local _mcp_most=4194304
    _mcp_read_plain "$1" "$_mcp_most" || return
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

# Reads _mcp_value, the text of file $1, into _mcp_env_values. _mcp_text is what is left of it, _mcp_line the
# number of the line that it begins in.
_mcp_parse_env_file() {
  local _mcp_text=$_mcp_value _mcp_line=1 _mcp_key _mcp_parsed
  _mcp_value=
  _mcp_text=${_mcp_text#$'\xef\xbb\xbf'}
  while [[ $_mcp_text ]]; do
    _mcp_text=${_mcp_text#"${_mcp_text%%[![:blank:]]*}"}
    case $_mcp_text in
      '') break ;;
      $'\n'*)
        _mcp_text=${_mcp_text:1}
        ((_mcp_line += 1))
        continue
        ;;
      $'\r\n'*)
        _mcp_text=${_mcp_text:1}
        continue
        ;;
      '#'* | ';'*)
        _mcp_env_skip_line
        continue
        ;;
    esac
    _mcp_env_key || {
      _mcp_failed "$1, line $_mcp_line: $_mcp_problem"
      return
    }
    _mcp_env_value || {
      _mcp_failed "$1, line $_mcp_line: $_mcp_problem"
      return
    }
    _mcp_env_values["$1"$'\n'"$_mcp_key"]=$_mcp_parsed
  done
}

# To the newline, which stays.
_mcp_env_skip_line() {
  local _mcp_skipped=${_mcp_text%%$'\n'*}
  _mcp_text=${_mcp_text:${#_mcp_skipped}}
}

# `KEY=`, with `export` before it and blanks around the sign where somebody wrote them.
_mcp_env_key() {
  local _mcp_before=${_mcp_text%%[=$'\n']*}
  if [[ ${_mcp_text:${#_mcp_before}:1} != = ]]; then
    _mcp_failed "neither KEY=value nor a comment"
    return
  fi
  _mcp_text=${_mcp_text:${#_mcp_before}+1}
  _mcp_key=${_mcp_before%"${_mcp_before##*[![:blank:]]}"}
  if [[ $_mcp_key == export[[:blank:]]* ]]; then
    _mcp_key=${_mcp_key#export}
    _mcp_key=${_mcp_key#"${_mcp_key%%[![:blank:]]*}"}
  fi
  if [[ $_mcp_key != [A-Za-z_]* || $_mcp_key == *[!A-Za-z0-9_.-]* ]]; then
    _mcp_failed "what stands before the = is no name of a variable"
    return
  fi
  case $_mcp_text in
    [[:blank:]]*)
      _mcp_text=${_mcp_text#"${_mcp_text%%[![:blank:]]*}"}
      if [[ $_mcp_text == '#'* ]]; then _mcp_env_skip_line; fi
      ;;
  esac
}

# The value, to the end of its line: pieces without quotes, in '…' and in "…", joined as a shell joins them.
_mcp_env_value() {
  local _mcp_piece _mcp_keep=0
  _mcp_parsed=
  while [[ $_mcp_text ]]; do
    # A piece ends at what may mean something.
    _mcp_piece=${_mcp_text%%[\\\'\"\#$' \t\r\n']*}
    _mcp_parsed+=$_mcp_piece
    if [[ $_mcp_piece ]]; then _mcp_keep=${#_mcp_parsed}; fi
    _mcp_text=${_mcp_text:${#_mcp_piece}}
    case $_mcp_text in
      '' | $'\n'* | $'\r\n'*) break ;;
      \'*) _mcp_env_single || return ;;
      \"*) _mcp_env_double || return ;;
      $'\\\n'*)
        _mcp_text=${_mcp_text:2}
        ((_mcp_line += 1))
        continue
        ;;
      $'\\\r\n'*)
        _mcp_text=${_mcp_text:3}
        ((_mcp_line += 1))
        continue
        ;;
      \\)
        _mcp_text=
        break
        ;;
      \\*)
        _mcp_parsed+=${_mcp_text:1:1}
        _mcp_text=${_mcp_text:2}
        ;;
      [[:blank:]]*)
        # Kept only when something follows.
        _mcp_parsed+=${_mcp_text:0:1}
        _mcp_text=${_mcp_text:1}
        if [[ $_mcp_text == '#'* ]]; then
          _mcp_env_skip_line
          break
        fi
        continue
        ;;
      *)
        _mcp_parsed+=${_mcp_text:0:1}
        _mcp_text=${_mcp_text:1}
        ;;
    esac
    _mcp_keep=${#_mcp_parsed}
  done
  _mcp_parsed=${_mcp_parsed:0:_mcp_keep}
}

# '…': everything as it stands.
_mcp_env_single() {
  local _mcp_piece _mcp_newlines
  _mcp_text=${_mcp_text:1}
  _mcp_piece=${_mcp_text%%\'*}
  if ((${#_mcp_piece} == ${#_mcp_text})); then
    _mcp_failed "a ' is not closed"
    return
  fi
  _mcp_parsed+=$_mcp_piece
  _mcp_text=${_mcp_text:${#_mcp_piece}+1}
  _mcp_newlines=${_mcp_piece//[!$'\n']/}
  ((_mcp_line += ${#_mcp_newlines}, 1))
}

# "…": a backslash before " \ $ ` stands for that character, \n \r \t for the control characters, and a
# backslash at the end of a line joins it with the next; before anything else it is kept.
_mcp_env_double() {
  local _mcp_piece _mcp_newlines _mcp_line_of_quote=$_mcp_line
  _mcp_text=${_mcp_text:1}
  while :; do
    _mcp_piece=${_mcp_text%%[\"\\]*}
    if ((${#_mcp_piece} == ${#_mcp_text})); then
      _mcp_line=$_mcp_line_of_quote
      _mcp_failed 'a " is not closed'
      return
    fi
    _mcp_parsed+=$_mcp_piece
    _mcp_text=${_mcp_text:${#_mcp_piece}}
    _mcp_newlines=${_mcp_piece//[!$'\n']/}
    ((_mcp_line += ${#_mcp_newlines}, 1))
    case $_mcp_text in
      \"*)
        _mcp_text=${_mcp_text:1}
        return
        ;;
      \\[\"\\\$\`]*) _mcp_parsed+=${_mcp_text:1:1} ;;
      \\n*) _mcp_parsed+=$'\n' ;;
      \\r*) _mcp_parsed+=$'\r' ;;
      \\t*) _mcp_parsed+=$'\t' ;;
      $'\\\n'*) ((_mcp_line += 1)) ;;
      *)
        _mcp_parsed+=\\
        _mcp_text=${_mcp_text:1}
        continue
        ;;
    esac
    _mcp_text=${_mcp_text:2}
  done
}
