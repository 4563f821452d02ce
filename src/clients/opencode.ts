import { join } from "node:path";
import { renderWith, unlessEmpty, urlFields } from "./entries.ts";
import { configHome } from "./places.ts";
import { readWith } from "./read-entry.ts";
import type { References } from "./references.ts";
import type { Client, Place } from "./types.ts";

const title = "opencode";

/**
 * Replaced in the text of the whole file before it is parsed: `{env:VAR}`, empty when unset, and `{file:path}`,
 * whose path ends at the first brace and whose last line break is taken off (seen in release 1.18).
 */
const references: References = {
  variable: (name) => `{env:${name}}`,
  file: (path) => (/[{}\r\n]/.test(path) ? null : `{file:${path}}`),
  pattern: /\{(?:env|file):/,
};

/**
 * opencode: `mcp` in its configuration, `command` one list with the arguments, `environment`, `type` required,
 * `timeout` in milliseconds. Of `opencode.json` and `opencode.jsonc` the latter wins where both are, so it is
 * the one that is written then. `OPENCODE_CONFIG` names a file that is merged over both.
 */
export const opencode: Client = {
  id: "opencode",
  title,
  docs: "https://opencode.ai/docs/mcp-servers/",
  file: place,
  format: "jsonc",
  container: { kind: "map", path: ["mcp"] },
  read: readWith({ key: "timeout", unit: "milliseconds" }),
  render: renderWith({
    title,
    stdio: ({ command, args, env }) => ({
      type: "local",
      command: [command, ...args],
      ...unlessEmpty("environment", env),
    }),
    http: urlFields("url", { type: "remote" }),
    references,
    timeout: { key: "timeout", unit: "milliseconds" },
  }),
};

function place(place: Place, exists: (path: string) => boolean): string {
  const named = place.env.OPENCODE_CONFIG;
  if (named?.startsWith("/")) return named;
  const folder = join(configHome(place), "opencode");
  const withComments = join(folder, "opencode.jsonc");
  return exists(withComments) ? withComments : join(folder, "opencode.json");
}
