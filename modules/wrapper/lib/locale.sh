# shellcheck shell=bash
# Values are bytes, and only the C locale reads them as such. The server and the provider programs get the
# locale that the client gave.

_mcp_use_bytes() {
  _mcp_locale_set=${LC_ALL+set}
  _mcp_locale=${LC_ALL-}
  LC_ALL=C
}

# Silent: bash complains when a locale is not installed.
_mcp_restore_locale() {
  if [[ $_mcp_locale_set ]]; then
    { LC_ALL=$_mcp_locale; } 2>/dev/null
  else
    { unset LC_ALL; } 2>/dev/null
  fi
}

# Programs built on Qt and GLib turn everything that is not ASCII into question marks outside of UTF-8.
_mcp_utf8_locale() {
  local _mcp_wanted=${LC_ALL:-${LC_CTYPE:-${LANG-}}}
  case $_mcp_wanted in
    *[Uu][Tt][Ff]-8* | *[Uu][Tt][Ff]8*) ;;
    *) export LC_ALL=C.UTF-8 ;;
  esac
}
