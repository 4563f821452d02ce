# shellcheck shell=bash
# Paths as they are written in the configuration: evaluation cannot know the user's folders, so a prefix that
# names one is replaced here. ../shape.nix checks the same prefixes.

# mcp_expand PATH: into mcp_path; fails when the folder is not known.
mcp_expand() {
  local mcp_prefix=${1%%/*} mcp_folder
  # shellcheck disable=SC2016,SC2088 # the variables' names, as they are written
  case $mcp_prefix in
    '~' | %h | '$HOME' | '${HOME}') mcp_folder=${HOME-} ;;
    %r | %t | '$XDG_RUNTIME_DIR' | '${XDG_RUNTIME_DIR}') mcp_folder=${XDG_RUNTIME_DIR-} ;;
    '$XDG_CONFIG_HOME' | '${XDG_CONFIG_HOME}') mcp_folder=${XDG_CONFIG_HOME:-${HOME:+$HOME/.config}} ;;
    '$XDG_DATA_HOME' | '${XDG_DATA_HOME}') mcp_folder=${XDG_DATA_HOME:-${HOME:+$HOME/.local/share}} ;;
    '$XDG_STATE_HOME' | '${XDG_STATE_HOME}') mcp_folder=${XDG_STATE_HOME:-${HOME:+$HOME/.local/state}} ;;
    '$XDG_CACHE_HOME' | '${XDG_CACHE_HOME}') mcp_folder=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}} ;;
    '$CREDENTIALS_DIRECTORY' | '${CREDENTIALS_DIRECTORY}') mcp_folder=${CREDENTIALS_DIRECTORY-} ;;
    *)
      mcp_path=$1
      return
      ;;
  esac
  if [[ ! $mcp_folder ]]; then
    mcp_path=$1
    mcp_failed "nothing says where $mcp_prefix is, so $1 cannot be found"
    return
  fi
  mcp_path=$mcp_folder/${1#*/}
}

# mcp_find PROGRAM: into mcp_program. The store path that the package set had, else PATH, else the profiles.
mcp_find() {
  local mcp_folder mcp_rest
  mcp_program=${mcp_programs[$1]-}
  if [[ $mcp_program ]]; then return; fi
  mcp_program=$1
  if [[ $1 != */* ]]; then
    mcp_rest=$PATH:$mcp_profiles:
    while [[ $mcp_rest ]]; do
      mcp_folder=${mcp_rest%%:*}
      mcp_rest=${mcp_rest#*:}
      mcp_program=$mcp_folder/$1
      if [[ $mcp_folder == /* && -f $mcp_program && -x $mcp_program ]]; then return; fi
    done
    mcp_failed "there is no program $1, neither on PATH nor in the usual profiles"
    return
  fi
  if [[ ! -f $1 ]]; then
    mcp_failed "there is no program $1"
    return
  fi
  if [[ ! -x $1 ]]; then
    mcp_failed "$1 may not be executed"
    return
  fi
}
