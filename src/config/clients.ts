/**
 * The AI clients whose configuration can be written, by the names that servers.yaml, the module and the
 * manifest use; sorted. `mcp-json` is the generic `~/.config/mcp/mcp.json`, `programs-mcp` feeds
 * Home-Manager's own `programs.mcp.servers`. The same list stands in `modules/clients.nix`.
 */
export const clientIds = [
  "amp",
  "antigravity",
  "claude-code",
  "claude-desktop",
  "cline",
  "codex",
  "continue",
  "copilot-cli",
  "crush",
  "cursor",
  "gemini-cli",
  "goose",
  "lm-studio",
  "mcp-json",
  "opencode",
  "programs-mcp",
  "vscode",
  "warp",
  "windsurf",
  "zed",
] as const;

export type ClientId = (typeof clientIds)[number];
