#!/bin/bash
# Stands in for sd-switch: makes the user's systemd run the units of --new-units in place of --old-units.
#
# Units that are gone are stopped, active ones that changed are restarted (or as their X-SwitchMethod says),
# and new ones that an active target wants are started. Timeouts are taken and not kept: systemctl waits.
set -eu
old='' new='' dry='' verbose=''
while (($# > 0)); do
  case $1 in
    --old-units) old=$2; shift ;;
    --new-units) new=$2; shift ;;
    --timeout) shift ;;
    --dry-run) dry=1 ;;
    --verbose) verbose=1 ;;
    *) echo "stand-in sd-switch: unknown option $1" >&2; exit 64 ;;
  esac
  shift
done
[[ -n $new ]] || { echo "stand-in sd-switch: --new-units is missing" >&2; exit 64; }

act() {
  echo "sd-switch: $*"
  [[ -n $dry ]] || systemctl --user "$@"
}
say() { [[ -z $verbose ]] || echo "sd-switch: $*"; }
active() { systemctl --user is-active --quiet "$1"; }
units() {
  [[ -n $1 && -d $1 ]] || return 0
  find "$1" -mindepth 1 -maxdepth 1 \( -name '*.service' -o -name '*.socket' -o -name '*.target' \
    -o -name '*.slice' -o -name '*.timer' -o -name '*.path' \) -printf '%f\n' | sort
}
method() { sed -n 's/^X-SwitchMethod=//p' "$1" | tail -n 1; }
refuses() { grep -qix "$2=\(yes\|true\|1\|on\)" "$1"; }

stop=() restart=() reload=() start=()
for unit in $(units "$old"); do
  if [[ ! -e $new/$unit ]]; then
    if active "$unit"; then stop+=("$unit"); fi
  elif ! cmp -s "$old/$unit" "$new/$unit" && active "$unit" && ! refuses "$new/$unit" RefuseManualStop; then
    case $unit:$(method "$new/$unit") in
      *.target:* | *:keep-old) say "$unit is kept" ;;
      *:reload) reload+=("$unit") ;;
      *) restart+=("$unit") ;;
    esac
  fi
done
for wants in "$new"/*.wants "$new"/*.requires; do
  [[ -d $wants ]] || continue
  target=${wants##*/}
  target=${target%.*}
  active "$target" || continue
  for unit in "$wants"/*; do
    unit=${unit##*/}
    [[ -e $new/$unit ]] || continue
    if ! active "$unit" && ! refuses "$new/$unit" RefuseManualStart; then start+=("$unit"); fi
  done
done

((${#stop[@]} == 0)) || act stop "${stop[@]}"
act daemon-reload
((${#reload[@]} == 0)) || act reload "${reload[@]}"
((${#restart[@]} == 0)) || act restart "${restart[@]}"
((${#start[@]} == 0)) || act start "${start[@]}"
