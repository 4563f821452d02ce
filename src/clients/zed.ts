import { join } from "node:path";
import { commandFields, renderWith, urlFields } from "./entries.ts";
import { configHome } from "./places.ts";
import { readWith } from "./read-entry.ts";
import type { Client } from "./types.ts";

const title = "Zed";

/**
 * Zed: `context_servers` in its settings, which have comments and trailing commas. `args` is required even when
 * it is empty. Current releases tell the transport by its fields; older ones refuse an entry without
 * `"source": "custom"`, which the current ones pass over. `timeout` is in seconds. No expansion is known, so a
 * secret in a header is a problem (unverified). On macOS it does not follow XDG.
 * Source: `ContextServerSettingsContent` in `crates/settings_content` of zed-industries/zed.
 */
export const zed: Client = {
  id: "zed",
  title,
  docs: "https://zed.dev/docs/ai/mcp",
  file: (place) =>
    join(place.platform === "darwin" ? join(place.home, ".config") : configHome(place), "zed/settings.json"),
  format: "jsonc",
  container: { kind: "map", path: ["context_servers"] },
  read: readWith({ key: "timeout", unit: "seconds" }),
  render: renderWith({
    title,
    stdio: commandFields({ source: "custom" }),
    http: urlFields("url", { source: "custom" }),
    references: null,
    timeout: { key: "timeout", unit: "seconds" },
  }),
};
