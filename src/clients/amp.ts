import { join } from "node:path";
import { commandFields, renderWith, urlFields } from "./entries.ts";
import { configHome } from "./places.ts";
import { readWith } from "./read-entry.ts";
import type { Client, Place } from "./types.ts";
import { bracedVariables } from "./variables.ts";

const title = "Amp";

/**
 * Amp (the coding agent, not the text editor of that name): the literal key `amp.mcpServers` in its settings,
 * on macOS under `~/.config` too. `AMP_SETTINGS_FILE` names the file. `${VAR_NAME}` is replaced (its manual).
 */
export const amp: Client = {
  id: "amp",
  title,
  docs: "https://ampcode.com/manual#mcp",
  file: place,
  format: "jsonc",
  container: { kind: "map", path: ["amp.mcpServers"] },
  read: readWith(),
  render: renderWith({
    title,
    stdio: commandFields(),
    http: urlFields("url"),
    references: bracedVariables,
  }),
};

function place(place: Place): string {
  const named = place.env.AMP_SETTINGS_FILE;
  return named?.startsWith("/") ? named : join(configHome(place), "amp/settings.json");
}
