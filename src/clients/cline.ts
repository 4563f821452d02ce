import { join } from "node:path";
import { commandFields, renderWith, urlFields } from "./entries.ts";
import { folderFrom, vscodeUser } from "./places.ts";
import { readWith } from "./read-entry.ts";
import type { Client, Place } from "./types.ts";

const title = "Cline";

/**
 * Cline, extension and CLI. An address without `type` means SSE, so `streamableHttp` is always said. `timeout`
 * is in seconds, from 1 to 3600; what is outside is clamped by Cline itself. Older releases of the extension
 * keep the file in VS Code's global storage, which is written only where the newer one is not there yet.
 * `CLINE_MCP_SETTINGS_PATH` names the file, `CLINE_DATA_DIR` and `CLINE_DIR` folders above it
 * (`@cline/shared`, `@cline/core`). Expansion is not documented: a secret in a header is a problem.
 */
export const cline: Client = {
  id: "cline",
  title,
  docs: "https://docs.cline.bot/mcp/configuring-mcp-servers",
  file: place,
  format: "json",
  container: { kind: "map", path: ["mcpServers"] },
  read: readWith({ key: "timeout", unit: "seconds" }),
  render: renderWith({
    title,
    stdio: commandFields({ type: "stdio" }),
    http: urlFields("url", { type: "streamableHttp" }),
    references: null,
    timeout: { key: "timeout", unit: "seconds" },
  }),
};

const fileName = "cline_mcp_settings.json";

function place(place: Place, exists: (path: string) => boolean): string {
  const named = place.env.CLINE_MCP_SETTINGS_PATH;
  if (named?.startsWith("/")) return named;
  const data = place.env.CLINE_DATA_DIR;
  const folder = data?.startsWith("/") ? data : join(folderFrom(place, "CLINE_DIR", ".cline"), "data");
  const newer = join(folder, "settings", fileName);
  const older = join(vscodeUser(place), "globalStorage/saoudrizwan.claude-dev/settings", fileName);
  return !exists(newer) && exists(older) ? older : newer;
}
