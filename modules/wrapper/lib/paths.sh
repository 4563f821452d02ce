# shellcheck shell=bash
# Paths as they are written in the configuration: evaluation cannot know the user's folders, so a prefix that
# names one is replaced here. ../shape.nix checks the same prefixes.

# _mcp_expand PATH: into _mcp_path; fails when the folder is not known.
_mcp_expand() {
  local _mcp_prefix=${1%%/*} _mcp_folder
  # shellcheck disable=SC2016,SC2088 # the variables' names, as they are written
  case $_mcp_prefix in
    '~' | %h | '$HOME' | '${HOME}') _mcp_folder=${HOME-} ;;
    %r | %t | '$XDG_RUNTIME_DIR' | '${XDG_RUNTIME_DIR}') _mcp_folder=${XDG_RUNTIME_DIR-} ;;
    '$XDG_CONFIG_HOME' | '${XDG_CONFIG_HOME}') _mcp_folder=${XDG_CONFIG_HOME:-${HOME:+$HOME/.config}} ;;
    '$XDG_DATA_HOME' | '${XDG_DATA_HOME}') _mcp_folder=${XDG_DATA_HOME:-${HOME:+$HOME/.local/share}} ;;
    '$XDG_STATE_HOME' | '${XDG_STATE_HOME}') _mcp_folder=${XDG_STATE_HOME:-${HOME:+$HOME/.local/state}} ;;
    '$XDG_CACHE_HOME' | '${XDG_CACHE_HOME}') _mcp_folder=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}} ;;
    '$CREDENTIALS_DIRECTORY' | '${CREDENTIALS_DIRECTORY}') _mcp_folder=${CREDENTIALS_DIRECTORY-} ;;
    '$(getconf DARWIN_USER_TEMP_DIR)')
      _mcp_folder=$(/usr/bin/getconf DARWIN_USER_TEMP_DIR 2>/dev/null)
      _mcp_folder=${_mcp_folder%/}
      ;;
    *)
      _mcp_path=$1
      return
      ;;
  esac
  if [[ ! $_mcp_folder ]]; then
    _mcp_path=$1
    _mcp_failed "nothing says where $_mcp_prefix is, so $1 cannot be found"
    return
  fi
  _mcp_path=$_mcp_folder/${1#*/}
}

# _mcp_find PROGRAM: into _mcp_program. The store path that the package set had, else PATH, else the profiles.
_mcp_find() {
  local _mcp_folder _mcp_rest
  _mcp_program=${_mcp_programs[$1]-}
  if [[ $_mcp_program ]]; then return; fi
  _mcp_program=$1
  if [[ $1 != */* ]]; then
    _mcp_rest=$PATH:$_mcp_profiles:
    while [[ $_mcp_rest ]]; do
      _mcp_folder=${_mcp_rest%%:*}
      _mcp_rest=${_mcp_rest#*:}
      _mcp_program=$_mcp_folder/$1
      if [[ $_mcp_folder == /* && -f $_mcp_program && -x $_mcp_program ]]; then return; fi
    done
    _mcp_failed "there is no program $1, neither on PATH nor in the usual profiles"
    return
  fi
  if [[ ! -f $1 ]]; then
    _mcp_failed "there is no program $1"
    return
  fi
  if [[ ! -x $1 ]]; then
    _mcp_failed "$1 may not be executed"
    return
  fi
}
