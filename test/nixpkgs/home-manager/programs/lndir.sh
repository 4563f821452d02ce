#!/bin/bash
# Stands in for X.Org's lndir: the folders of SOURCE made in TARGET, its files linked.
set -eu
options=()
while [[ ${1-} == -* ]]; do
  case $1 in
    -silent) ;;
    -ignorelinks) options+=(ignorelinks) ;;
    *) echo "stand-in lndir: unknown option $1" >&2; exit 64 ;;
  esac
  shift
done
source=$(realpath "$1")
target=$2
cd "$source"
find . -mindepth 1 -type d -print0 | while IFS= read -r -d '' folder; do mkdir -p "$target/$folder"; done
find . \( -type f -o -type l \) -print0 | while IFS= read -r -d '' file; do
  if [[ -L $file && ${options[*]-} != *ignorelinks* ]]; then
    # Without -ignorelinks a symbolic link is copied as it is.
    [[ -e $target/$file || -L $target/$file ]] || cp -P "$file" "$target/$file"
  else
    [[ -e $target/$file ]] || ln -s "$source/${file#./}" "$target/$file"
  fi
done
