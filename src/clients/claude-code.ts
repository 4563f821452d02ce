import { join } from "node:path";
import { commandFields, renderWith, urlFields } from "./entries.ts";
import { folderFrom } from "./places.ts";
import type { Client } from "./types.ts";
import { bracedVariables } from "./variables.ts";

const title = "Claude Code";

const render = renderWith({
  title,
  stdio: commandFields({ type: "stdio" }),
  http: urlFields("url", { type: "http" }),
  references: bracedVariables,
});

/**
 * Claude Code, user scope: `~/.claude.json`, which also holds the application's whole state. `CLAUDE_CONFIG_DIR`
 * moves it. `type` tells the transport; `sse` is deprecated. A server named `workspace` is passed over.
 */
export const claudeCode: Client = {
  id: "claude-code",
  title,
  docs: "https://code.claude.com/docs/en/mcp",
  file: (place) => join(folderFrom(place, "CLAUDE_CONFIG_DIR", ""), ".claude.json"),
  format: "json",
  container: { kind: "map", path: ["mcpServers"] },
  render: (server) =>
    server.name === "workspace"
      ? { problem: `${title} keeps the name workspace for itself`, hint: "Give the server another name" }
      : render(server),
};
