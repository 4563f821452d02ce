# shellcheck shell=bash
# Files of KEY=value lines. The grammar is in ../README.md: systemd's EnvironmentFile= (systemd.exec(5)),
# and what dotenv files have beyond it, `export` and \n in double quotes.

# mcp_env_file PATH KEY: the value of KEY into mcp_value. What a file says is kept, so that each is read once.
mcp_env_file() {
  local mcp_value_name="$1"$'\n'"$2"
  if [[ ! ${mcp_env_files["$1"]-} ]]; then
    # Several values: more than one variable can hold.
    local mcp_most=4194304
    mcp_read_plain "$1" "$mcp_most" || return
    mcp_parse_env_file "$1" || return
    mcp_env_files["$1"]='read'
  fi
  if [[ ! ${mcp_env_values["$mcp_value_name"]+set} ]]; then
    mcp_value=
    mcp_failed "$1 does not set $2"
    return
  fi
  mcp_value=${mcp_env_values["$mcp_value_name"]}
}

# Reads mcp_value, the text of file $1, into mcp_env_values. mcp_text is what is left of it, mcp_line the
# number of the line that it begins in.
mcp_parse_env_file() {
  local mcp_text=$mcp_value mcp_line=1 mcp_key mcp_parsed
  mcp_value=
  mcp_text=${mcp_text#$'\xef\xbb\xbf'}
  while [[ $mcp_text ]]; do
    mcp_text=${mcp_text#"${mcp_text%%[![:blank:]]*}"}
    case $mcp_text in
      '') break ;;
      $'\n'*)
        mcp_text=${mcp_text:1}
        ((mcp_line += 1))
        continue
        ;;
      $'\r\n'*)
        mcp_text=${mcp_text:1}
        continue
        ;;
      '#'* | ';'*)
        mcp_env_skip_line
        continue
        ;;
    esac
    mcp_env_key || {
      mcp_failed "$1, line $mcp_line: $mcp_problem"
      return
    }
    mcp_env_value || {
      mcp_failed "$1, line $mcp_line: $mcp_problem"
      return
    }
    mcp_env_values["$1"$'\n'"$mcp_key"]=$mcp_parsed
  done
}

# To the newline, which stays.
mcp_env_skip_line() {
  local mcp_skipped=${mcp_text%%$'\n'*}
  mcp_text=${mcp_text:${#mcp_skipped}}
}

# `KEY=`, with `export` before it and blanks around the sign where somebody wrote them.
mcp_env_key() {
  local mcp_before=${mcp_text%%[=$'\n']*}
  if [[ ${mcp_text:${#mcp_before}:1} != = ]]; then
    mcp_failed "neither KEY=value nor a comment"
    return
  fi
  mcp_text=${mcp_text:${#mcp_before}+1}
  mcp_key=${mcp_before%"${mcp_before##*[![:blank:]]}"}
  if [[ $mcp_key == export[[:blank:]]* ]]; then
    mcp_key=${mcp_key#export}
    mcp_key=${mcp_key#"${mcp_key%%[![:blank:]]*}"}
  fi
  if [[ $mcp_key != [A-Za-z_]* || $mcp_key == *[!A-Za-z0-9_.-]* ]]; then
    mcp_failed "what stands before the = is no name of a variable"
    return
  fi
  case $mcp_text in
    [[:blank:]]*)
      mcp_text=${mcp_text#"${mcp_text%%[![:blank:]]*}"}
      if [[ $mcp_text == '#'* ]]; then mcp_env_skip_line; fi
      ;;
  esac
}

# The value, to the end of its line: pieces without quotes, in '…' and in "…", joined as a shell joins them.
mcp_env_value() {
  local mcp_piece mcp_keep=0
  mcp_parsed=
  while [[ $mcp_text ]]; do
    # A piece ends at what may mean something.
    mcp_piece=${mcp_text%%[\\\'\"\#$' \t\r\n']*}
    mcp_parsed+=$mcp_piece
    if [[ $mcp_piece ]]; then mcp_keep=${#mcp_parsed}; fi
    mcp_text=${mcp_text:${#mcp_piece}}
    case $mcp_text in
      '' | $'\n'* | $'\r\n'*) break ;;
      \'*) mcp_env_single || return ;;
      \"*) mcp_env_double || return ;;
      $'\\\n'*)
        mcp_text=${mcp_text:2}
        ((mcp_line += 1))
        continue
        ;;
      $'\\\r\n'*)
        mcp_text=${mcp_text:3}
        ((mcp_line += 1))
        continue
        ;;
      \\)
        mcp_text=
        break
        ;;
      \\*)
        mcp_parsed+=${mcp_text:1:1}
        mcp_text=${mcp_text:2}
        ;;
      [[:blank:]]*)
        # Kept only when something follows.
        mcp_parsed+=${mcp_text:0:1}
        mcp_text=${mcp_text:1}
        if [[ $mcp_text == '#'* ]]; then
          mcp_env_skip_line
          break
        fi
        continue
        ;;
      *)
        mcp_parsed+=${mcp_text:0:1}
        mcp_text=${mcp_text:1}
        ;;
    esac
    mcp_keep=${#mcp_parsed}
  done
  mcp_parsed=${mcp_parsed:0:mcp_keep}
}

# '…': everything as it stands.
mcp_env_single() {
  local mcp_piece mcp_newlines
  mcp_text=${mcp_text:1}
  mcp_piece=${mcp_text%%\'*}
  if ((${#mcp_piece} == ${#mcp_text})); then
    mcp_failed "a ' is not closed"
    return
  fi
  mcp_parsed+=$mcp_piece
  mcp_text=${mcp_text:${#mcp_piece}+1}
  mcp_newlines=${mcp_piece//[!$'\n']/}
  ((mcp_line += ${#mcp_newlines}, 1))
}

# "…": a backslash before " \ $ ` stands for that character, \n \r \t for the control characters, and a
# backslash at the end of a line joins it with the next; before anything else it is kept.
mcp_env_double() {
  local mcp_piece mcp_newlines mcp_line_of_quote=$mcp_line
  mcp_text=${mcp_text:1}
  while :; do
    mcp_piece=${mcp_text%%[\"\\]*}
    if ((${#mcp_piece} == ${#mcp_text})); then
      mcp_line=$mcp_line_of_quote
      mcp_failed 'a " is not closed'
      return
    fi
    mcp_parsed+=$mcp_piece
    mcp_text=${mcp_text:${#mcp_piece}}
    mcp_newlines=${mcp_piece//[!$'\n']/}
    ((mcp_line += ${#mcp_newlines}, 1))
    case $mcp_text in
      \"*)
        mcp_text=${mcp_text:1}
        return
        ;;
      \\[\"\\\$\`]*) mcp_parsed+=${mcp_text:1:1} ;;
      \\n*) mcp_parsed+=$'\n' ;;
      \\r*) mcp_parsed+=$'\r' ;;
      \\t*) mcp_parsed+=$'\t' ;;
      $'\\\n'*) ((mcp_line += 1)) ;;
      *)
        mcp_parsed+=\\
        mcp_text=${mcp_text:1}
        continue
        ;;
    esac
    mcp_text=${mcp_text:2}
  done
}
