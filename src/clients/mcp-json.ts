import { join } from "node:path";
import { commandFields, renderWith, urlFields } from "./entries.ts";
import { configHome } from "./places.ts";
import { readWith } from "./read-entry.ts";
import type { Client } from "./types.ts";

const title = "mcp.json";

/**
 * The generic `$XDG_CONFIG_HOME/mcp/mcp.json`, in Claude's notation, for programs that read it: the place is
 * the one of Home-Manager's `programs.mcp`. What such a program expands is not known, so a secret in a header
 * is a problem.
 */
export const mcpJson: Client = {
  id: "mcp-json",
  title,
  docs: "https://modelcontextprotocol.io/docs/develop/connect-local-servers",
  file: (place) => join(configHome(place), "mcp/mcp.json"),
  format: "json",
  container: { kind: "map", path: ["mcpServers"] },
  read: readWith(),
  render: renderWith({
    title,
    stdio: commandFields({ type: "stdio" }),
    http: urlFields("url", { type: "http" }),
    references: null,
  }),
};
