# The variables that say where clients keep their configuration. Activation has none of the session's, so that it
# is told of those that are set by home.sessionVariables.
[
  "AMP_SETTINGS_FILE"
  "CLAUDE_CONFIG_DIR"
  "CLINE_DATA_DIR"
  "CLINE_DIR"
  "CLINE_MCP_SETTINGS_PATH"
  "CODEX_HOME"
  "CONTINUE_GLOBAL_DIR"
  "COPILOT_HOME"
  "CRUSH_GLOBAL_CONFIG"
  "GEMINI_CLI_HOME"
  "GOOSE_PATH_ROOT"
  "OPENCODE_CONFIG"
  "XDG_CONFIG_HOME"
  "XDG_STATE_HOME"
]
