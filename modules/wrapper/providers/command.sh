# shellcheck shell=bash
_mcp_provider_command() {
  # Not all its words: what somebody wrote into them had better not be in a log as well.
  _mcp_hint="run the command of this secret ($1 …) yourself, and see what it says"
  _mcp_command "$@"
}
