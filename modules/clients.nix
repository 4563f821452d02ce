# The AI clients whose configuration can name a server, by the identifiers used everywhere in this project.
# `mcp-json` is the generic $XDG_CONFIG_HOME/mcp/mcp.json; `programs-mcp` is home-manager's own `programs.mcp.servers`.
[
  "amp"
  "antigravity"
  "claude-code"
  "claude-desktop"
  "cline"
  "codex"
  "continue"
  "copilot-cli"
  "crush"
  "cursor"
  "gemini-cli"
  "goose"
  "lm-studio"
  "mcp-json"
  "opencode"
  "programs-mcp"
  "vscode"
  "warp"
  "windsurf"
  "zed"
]
