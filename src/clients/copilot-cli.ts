import { join } from "node:path";
import { renderWith, unlessEmpty, urlFields } from "./entries.ts";
import { folderFrom } from "./places.ts";
import { readWith } from "./read-entry.ts";
import type { Client } from "./types.ts";
import { shellVariables } from "./variables.ts";

const title = "Copilot CLI";

const everyTool = { tools: ["*"] };

/**
 * What a wrapper needs of the user's session and Copilot does not hand down: it passes `PATH` and nothing else.
 * Empty where unset, which the XDG Base Directory Specification calls unset too.
 */
const session = Object.fromEntries(
  [
    "HOME",
    "USER",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
    "XDG_STATE_HOME",
  ].map((name) => [name, `\${${name}:-}`]),
);

/**
 * GitHub's Copilot CLI: `mcp-config.json` in `COPILOT_HOME`. `args` and `tools` are required. `$VAR`, `${VAR}`
 * and `${VAR:-default}` are replaced in `env` and `headers`. `timeout` is in milliseconds.
 */
export const copilotCli: Client = {
  id: "copilot-cli",
  title,
  docs: "https://docs.github.com/copilot/reference/copilot-cli-reference/cli-command-reference",
  file: (place) => join(folderFrom(place, "COPILOT_HOME", ".copilot"), "mcp-config.json"),
  format: "json",
  container: { kind: "map", path: ["mcpServers"] },
  read: readWith({ key: "timeout", unit: "milliseconds" }),
  render: renderWith({
    title,
    stdio: ({ command, args, env }) => ({
      type: "local",
      command,
      args,
      ...everyTool,
      ...unlessEmpty("env", { ...session, ...env }),
    }),
    http: (server, headers) => ({ ...urlFields("url", { type: "http" })(server, headers), ...everyTool }),
    references: shellVariables,
    timeout: { key: "timeout", unit: "milliseconds" },
  }),
};
