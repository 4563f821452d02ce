# shellcheck shell=bash
# Secrets that something else has decrypted into a file.

# _mcp_read_first PATH…: the first of these files that is there.
_mcp_read_first() {
  local _mcp_written _mcp_tried=''
  for _mcp_written in "$@"; do
    if _mcp_expand "$_mcp_written"; then
      if [[ -e $_mcp_path ]]; then
        _mcp_read_file "$_mcp_path"
        return
      fi
    fi
    _mcp_tried+=${_mcp_tried:+, nor }$_mcp_path
  done
  _mcp_failed "there is no file $_mcp_tried"
}
