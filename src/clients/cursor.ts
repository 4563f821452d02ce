import { join } from "node:path";
import { commandFields, renderWith, urlFields } from "./entries.ts";
import { readWith } from "./read-entry.ts";
import type { Client } from "./types.ts";
import { editorVariables } from "./variables.ts";

const title = "Cursor";

/**
 * Cursor, editor and agent. `${env:NAME}` is expanded in `command`, `args`, `env`, `url` and `headers`. That
 * comments are allowed in the file is unverified; being read as JSONC costs nothing.
 */
export const cursor: Client = {
  id: "cursor",
  title,
  docs: "https://cursor.com/docs/context/mcp",
  file: (place) => join(place.home, ".cursor/mcp.json"),
  format: "jsonc",
  container: { kind: "map", path: ["mcpServers"] },
  read: readWith(),
  render: renderWith({
    title,
    stdio: commandFields({ type: "stdio" }),
    http: urlFields("url", { type: "http" }),
    references: editorVariables,
  }),
};
