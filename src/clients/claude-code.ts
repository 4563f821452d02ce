import { join } from "node:path";
import { commandFields, renderWith, urlFields } from "./entries.ts";
import { folderFrom } from "./places.ts";
import { readWith } from "./read-entry.ts";
import type { Client } from "./types.ts";
import { bracedVariables } from "./variables.ts";

const title = "Claude Code";

const render = renderWith({
  title,
  stdio: commandFields({ type: "stdio" }),
  http: urlFields("url", { type: "http" }),
  references: bracedVariables,
  timeout: { key: "timeout", unit: "milliseconds", minimum: 1000 },
});

/**
 * Claude Code, user scope: `~/.claude.json`, which also holds the application's whole state. `CLAUDE_CONFIG_DIR`
 * moves it. `type` tells the transport; `sse` is deprecated. `${VAR}` is replaced in headers here as in
 * `.mcp.json` (the documentation speaks of the latter only; seen in release 2.1.328). `timeout` is one of tool
 * calls, and less than a second is ignored. A server named `workspace` is passed over.
 */
export const claudeCode: Client = {
  id: "claude-code",
  title,
  docs: "https://code.claude.com/docs/en/mcp",
  file: (place) => join(folderFrom(place, "CLAUDE_CONFIG_DIR", ""), ".claude.json"),
  format: "json",
  container: { kind: "map", path: ["mcpServers"] },
  read: readWith({ key: "timeout", unit: "milliseconds" }),
  render: (server) =>
    server.name === "workspace"
      ? { problem: `${title} keeps the name workspace for itself`, hint: "Give the server another name" }
      : render(server),
};
