import { join } from "node:path";
import { commandFields, renderWith, urlFields } from "./entries.ts";
import { readWith } from "./read-entry.ts";
import type { Client } from "./types.ts";

const title = "Warp";

/**
 * Warp. `args` is listed as required. When its switch “auto-spawn servers from third-party agents” is on it
 * also starts what stands in `~/.claude.json` and `~/.codex/config.toml`. Expansion is not documented: a
 * secret in a header is a problem (unverified). Its own folder is `~/.warp` on Linux too.
 */
export const warp: Client = {
  id: "warp",
  title,
  docs: "https://docs.warp.dev/agent-platform/capabilities/mcp",
  file: (place) => join(place.home, ".warp/.mcp.json"),
  format: "json",
  container: { kind: "map", path: ["mcpServers"] },
  read: readWith(),
  render: renderWith({ title, stdio: commandFields(), http: urlFields("url"), references: null }),
  alsoReads: ["claude-code", "codex"],
};
