# shellcheck shell=bash
# What entries of home.activation may call, and how activation begins and ends. newGenPath is the generation
# to activate, oldGenPath the one before, unset when there was none; storeDir is Nix's store.
# shellcheck disable=SC2154

errorEcho() { echo "$*"; }
warnEcho() { echo "$*"; }
noteEcho() { echo "$*"; }
verboseEcho() { if [[ -v VERBOSE ]]; then echo "$*"; fi; }
# Messages with printf's placeholders.
_i() {
  local text=$1
  shift
  # shellcheck disable=SC2059
  printf "$text\n" "$@"
}
_iError() { _i "$@"; }
_iWarn() { _i "$@"; }
_iNote() { _i "$@"; }
_iVerbose() { if [[ -v VERBOSE ]]; then _i "$@"; fi; }

# run [--quiet|--silence] COMMAND…: runs it, or, on a dry run, prints it. --quiet: without its standard
# output; --silence: without any.
run() {
  local quiet=
  case $1 in
    --quiet | --silence)
      quiet=$1
      shift
      ;;
  esac
  if [[ -v DRY_RUN ]]; then
    echo "$@"
  else
    case $quiet in
      --quiet) "$@" >/dev/null ;;
      --silence) "$@" >/dev/null 2>&1 ;;
      *) "$@" ;;
    esac
  fi
}

# startActivation USER HOME [--driver-version N]
startActivation() {
  local user=$1 home=$2
  shift 2
  while (($# > 0)); do
    case $1 in
      --driver-version) shift ;;
      *)
        errorEcho "$0: unknown option '$1'" >&2
        exit 1
        ;;
    esac
    shift
  done
  if [[ -v VERBOSE ]]; then
    export VERBOSE_ARG=--verbose VERBOSE_ECHO=echo
  else
    export VERBOSE_ARG='' VERBOSE_ECHO=true
  fi
  if [[ -v DRY_RUN ]]; then
    noteEcho "This is a dry run"
    export DRY_RUN_CMD=echo
  else
    export DRY_RUN_CMD=''
  fi
  if [[ ! -v SKIP_SANITY_CHECKS ]]; then
    if [[ ${USER-} != "$user" ]]; then
      errorEcho "USER is \"${USER-}\", expected \"$user\""
      exit 1
    fi
    if [[ ! $HOME -ef $home ]]; then
      errorEcho "HOME is \"$HOME\", expected \"$home\""
      exit 1
    fi
  fi
  declare -gr currentGeneration="${XDG_STATE_HOME:-$HOME/.local/state}/home-manager/gcroots/current-home"
  if [[ -e $currentGeneration ]]; then
    declare -g oldGenPath
    oldGenPath=$(readlink -e "$currentGeneration")
  fi
}

finishActivation() {
  run --silence nix-store --realise "$newGenPath" --add-root "$currentGeneration"
}

# Paths of all files below a folder, relative to it, each ended by NUL.
filesBelow() { find "$(readlink -e "$1")" '(' -type f -o -type l ')' -printf '%P\0' | sort -z; }

# Whether a path is a link that some generation made.
isOurs() { [[ -L $1 && $(readlink "$1") == "$(readlink -e "$storeDir")"/*-home-manager-files/* ]]; }

# checkLinkTargets [FORCED…]: fails, after naming all, when links would replace files that are not ours.
checkLinkTargets() {
  local path target forced wrong=0
  while IFS= read -r -d '' path; do
    target=$HOME/$path
    for forced in "$@"; do
      if [[ $path == "$forced"* ]]; then continue 2; fi
    done
    if [[ ! -e $target ]] || isOurs "$target"; then continue; fi
    if cmp -s "$newGenPath/home-files/$path" "$target"; then
      warnEcho "Existing file '$target' is in the way, will be skipped since they are the same"
    elif [[ -n ${HOME_MANAGER_BACKUP_EXT-} && ! -L $target && ! -e $target.$HOME_MANAGER_BACKUP_EXT ]]; then
      warnEcho "Existing file '$target' is in the way, will be moved to '$target.$HOME_MANAGER_BACKUP_EXT'"
    else
      errorEcho "Existing file '$target' would be clobbered"
      wrong=1
    fi
  done < <(filesBelow "$newGenPath/home-files")
  if ((wrong)); then exit 1; fi
}

cleanOldGeneration() {
  local path
  if [[ ! -v oldGenPath || ! -e $oldGenPath/home-files ]]; then return; fi
  while IFS= read -r -d '' path; do
    if [[ -e $newGenPath/home-files/$path ]]; then continue; fi
    if isOurs "$HOME/$path"; then
      run rm ${VERBOSE_ARG:+"$VERBOSE_ARG"} "$HOME/$path"
      if [[ $path == */* ]]; then
        (cd "$HOME" && run rmdir ${VERBOSE_ARG:+"$VERBOSE_ARG"} -p --ignore-fail-on-non-empty "${path%/*}")
      fi
    else
      warnEcho "Path '$HOME/$path' does not link into a Home Manager generation. Skipping delete."
    fi
  done < <(filesBelow "$oldGenPath/home-files")
}

linkGeneration() {
  local files path target
  files=$(readlink -e "$newGenPath/home-files")
  while IFS= read -r -d '' path; do
    target=$HOME/$path
    if [[ -e $target && ! -L $target ]]; then
      if [[ -n ${HOME_MANAGER_BACKUP_EXT-} ]]; then
        run mv ${VERBOSE_ARG:+"$VERBOSE_ARG"} "$target" "$target.$HOME_MANAGER_BACKUP_EXT"
      elif cmp -s "$files/$path" "$target"; then
        continue
      fi
    fi
    run mkdir -p ${VERBOSE_ARG:+"$VERBOSE_ARG"} "${target%/*}"
    run ln -Tsf ${VERBOSE_ARG:+"$VERBOSE_ARG"} "$files/$path" "$target"
  done < <(filesBelow "$files")
}

# reloadSystemd FOLDER-OF-SYSTEMCTL UNITS SD-SWITCH|suggest EMPTY-FOLDER
reloadSystemd() {
  local PATH=$1:$PATH units=$2 switch=$3 status old='' new=$newGenPath/home-files$2
  status=$(systemctl --user is-system-running 2>&1 || true)
  if [[ $status != running && $status != degraded ]]; then
    echo "User systemd daemon not running. Skipping reload."
    return
  fi
  if [[ -v oldGenPath && -e $oldGenPath/home-files$units ]]; then old=$oldGenPath/home-files$units; fi
  if [[ ! -e $new ]]; then new=$4; fi
  if [[ $switch == suggest ]]; then
    echo "Suggested commands: systemctl --user daemon-reload, and restart what has changed"
  else
    "$switch" ${DRY_RUN:+--dry-run} ${VERBOSE_ARG:+"$VERBOSE_ARG"} ${old:+--old-units "$old"} --new-units "$new"
  fi
}
