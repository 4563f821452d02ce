# shellcheck shell=bash
# Everything of ours is called _mcp_…, also what is local: bash exports a local variable when the surroundings
# have one of its name, and a secret in it would reach the next program. So there must be none.
unset "${!_mcp_@}"

