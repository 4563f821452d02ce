#!/bin/bash
# Stands in for gettext, ngettext and msgfmt, without translations.
set -eu
case ${0##*/} in
  msgfmt)
    [ "$1" = -o ] || { echo "stand-in msgfmt: expected -o FILE" >&2; exit 64; }
    : >"$2"
    ;;
  gettext) printf %s "$1" ;;
  ngettext) if [ "$3" = 1 ]; then printf %s "$1"; else printf %s "$2"; fi ;;
esac
