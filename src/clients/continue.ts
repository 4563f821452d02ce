import { join } from "node:path";
import { commandFields, renderWith, unlessEmpty } from "./entries.ts";
import { folderFrom } from "./places.ts";
import { readWith } from "./read-entry.ts";
import type { References } from "./references.ts";
import type { Client } from "./types.ts";

const title = "Continue";

/** `${{ secrets.NAME }}`: from the `.env` files of Continue and of the workspace, then its environment. */
const references: References = {
  variable: (name) => `\${{ secrets.${name} }}`,
  pattern: /\$\{\{/,
};

const render = renderWith({
  title,
  stdio: commandFields({ type: "stdio" }),
  http: ({ url }, headers) => ({
    type: "streamable-http",
    url,
    ...unlessEmpty("requestOptions", unlessEmpty("headers", headers)),
  }),
  references,
  timeout: { key: "connectionTimeout", unit: "milliseconds" },
});

/**
 * Continue: `mcpServers` in its YAML is a list whose entries carry their `name`; headers are in
 * `requestOptions`. `CONTINUE_GLOBAL_DIR` moves its folder. The shape is the one of `mcpServerSchema` in
 * `@continuedev/config-yaml`; that `connectionTimeout` is in milliseconds is how its core uses it (unverified).
 */
export const continueDev: Client = {
  id: "continue",
  title,
  docs: "https://docs.continue.dev/customize/deep-dives/mcp",
  file: (place) => join(folderFrom(place, "CONTINUE_GLOBAL_DIR", ".continue"), "config.yaml"),
  format: "yaml",
  container: { kind: "list", path: ["mcpServers"], nameKey: "name" },
  read: readWith({ key: "connectionTimeout", unit: "milliseconds" }),
  newFile: "name: Local Config\nversion: 1.0.0\nschema: v1\n",
  render: (server) => {
    const result = render(server);
    return "problem" in result ? result : { ...result, entry: { name: server.name, ...result.entry } };
  },
};
