# shellcheck shell=bash
# Puts one file of home.file into the tree of all of them. $out is the tree.
# shellcheck disable=SC2154

# insertFile SOURCE TARGET inherit|true|false RECURSIVE
insertFile() {
  local source=$1 relative=$2 executable=$3 recursive=$4 target
  target=$(realpath -m "$out/$relative")
  if [[ $target != "$out"/* ]]; then
    echo "Error installing file '$relative' outside \$HOME" >&2
    return 1
  fi
  if [[ -e $target && ! -d $target ]]; then
    echo "$relative conflicts with a file that is there already" >&2
    return 0
  fi
  mkdir -p "$(dirname "$target")"
  if [[ -d $source && $recursive == true ]]; then
    mkdir -p "$target"
    lndir -silent "$source" "$target"
  elif [[ -d $source || $executable == inherit ]] || isAs "$source" "$executable"; then
    ln -s "$source" "$target"
  else
    cp "$source" "$target"
    if [[ $executable == true ]]; then chmod +x "$target"; else chmod -x "$target"; fi
  fi
}

isAs() {
  if [[ $2 == true ]]; then [[ -x $1 ]]; else [[ ! -x $1 ]]; fi
}
