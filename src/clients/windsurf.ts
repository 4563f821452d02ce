import { join } from "node:path";
import { commandFields, renderWith, urlFields } from "./entries.ts";
import { readWith } from "./read-entry.ts";
import type { References } from "./references.ts";
import type { Client } from "./types.ts";
import { editorVariables } from "./variables.ts";

const title = "Windsurf";

const references: References = {
  ...editorVariables,
  file: (path) => (/[{}\r\n]/.test(path) ? null : `\${file:${path}}`),
};

/**
 * Windsurf's editor; its plugin for JetBrains reads `~/.codeium/mcp_config.json` instead. `serverUrl` is read
 * by every release, `url` by newer ones too. `${env:VAR}` and `${file:/path}` are replaced in `command`,
 * `args`, `env`, `serverUrl` and `headers`. Whether a file's last line break is taken off is unverified.
 */
export const windsurf: Client = {
  id: "windsurf",
  title,
  docs: "https://docs.windsurf.com/windsurf/cascade/mcp",
  file: (place) => join(place.home, ".codeium/windsurf/mcp_config.json"),
  format: "json",
  container: { kind: "map", path: ["mcpServers"] },
  read: readWith(),
  render: renderWith({ title, stdio: commandFields(), http: urlFields("serverUrl"), references }),
};
