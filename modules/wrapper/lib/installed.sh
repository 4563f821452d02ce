# shellcheck shell=bash
# Secrets that something else has decrypted into a file.

# mcp_read_first PATH…: the first of these files that is there.
mcp_read_first() {
  local mcp_written mcp_tried=''
  for mcp_written in "$@"; do
    if mcp_expand "$mcp_written"; then
      if [[ -e $mcp_path ]]; then
        mcp_read_file "$mcp_path"
        return
      fi
    fi
    mcp_tried+=${mcp_tried:+, nor }$mcp_path
  done
  mcp_failed "there is no file $mcp_tried"
}
