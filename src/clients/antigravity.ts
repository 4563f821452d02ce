import { join } from "node:path";
import { commandFields, renderWith, urlFields } from "./entries.ts";
import { readWith } from "./read-entry.ts";
import type { Client, Place } from "./types.ts";

const title = "Antigravity";

/**
 * Antigravity, CLI and editor. The address is `serverUrl`. The CLI reads `~/.gemini/config/mcp_config.json`,
 * the editor `~/.gemini/antigravity/mcp_config.json`; releases that read the CLI's in both are second-hand
 * knowledge, so the editor's is written only where it alone is there. Either may be a file of no bytes.
 * Expansion is not documented: a secret in a header is a problem (unverified).
 */
export const antigravity: Client = {
  id: "antigravity",
  title,
  docs: "https://antigravity.google/docs/mcp",
  file: place,
  format: "json",
  container: { kind: "map", path: ["mcpServers"] },
  read: readWith(),
  render: renderWith({ title, stdio: commandFields(), http: urlFields("serverUrl"), references: null }),
};

function place({ home }: Place, exists: (path: string) => boolean): string {
  const cli = join(home, ".gemini/config/mcp_config.json");
  const editor = join(home, ".gemini/antigravity/mcp_config.json");
  return !exists(cli) && exists(editor) ? editor : cli;
}
