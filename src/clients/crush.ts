import { join } from "node:path";
import { commandFields, renderWith, urlFields } from "./entries.ts";
import { configHome } from "./places.ts";
import { readWith } from "./read-entry.ts";
import type { References } from "./references.ts";
import type { Client, Place } from "./types.ts";

const title = "Crush";

/**
 * A small shell: `$VAR`, `$(command)`. Releases differ in how they find a command's closing parenthesis, so
 * only paths that need no quotes are written. Source: `internal/config/resolve.go` of charmbracelet/crush.
 */
const references: References = {
  variable: (name) => `\${${name}}`,
  file: (path) => (/^[\w./@+:,-]+$/.test(path) ? `$(cat ${path})` : null),
  pattern: /\$/,
};

/**
 * Crush: `mcp` in `crush.json`, on macOS under `~/.config` too. `type` is required, `timeout` is in seconds
 * (its JSON schema). `CRUSH_GLOBAL_CONFIG` names the folder of the file. Texts are expanded in `env` and `headers` by every release, elsewhere by newer ones.
 */
export const crush: Client = {
  id: "crush",
  title,
  docs: "https://github.com/charmbracelet/crush#mcps",
  file: place,
  format: "json",
  container: { kind: "map", path: ["mcp"] },
  read: readWith({ key: "timeout", unit: "seconds" }),
  render: renderWith({
    title,
    stdio: commandFields({ type: "stdio" }),
    http: urlFields("url", { type: "http" }),
    references,
    timeout: { key: "timeout", unit: "seconds" },
  }),
};

function place(place: Place): string {
  const named = place.env.CRUSH_GLOBAL_CONFIG;
  return join(named?.startsWith("/") ? named : join(configHome(place), "crush"), "crush.json");
}
