import { join } from "node:path";
import { commandFields, renderWith, urlFields } from "./entries.ts";
import { folderFrom } from "./places.ts";
import { readWith } from "./read-entry.ts";
import type { Client } from "./types.ts";
import { shellVariables } from "./variables.ts";

const title = "Gemini CLI";

/**
 * Gemini CLI: `~/.gemini/settings.json`, which it writes itself (`GEMINI_CLI_HOME` stands for the home folder).
 * `httpUrl` is streamable HTTP in every release; in older ones `url` is SSE, whatever `type` says. `$VAR` and
 * `${VAR}` are replaced in all texts of the settings (in headers: seen in release 0.61). `timeout` is in milliseconds. It keeps variables whose
 * names look like secrets from the servers it starts: what a server needs has to be in `env` or its wrapper.
 */
export const geminiCli: Client = {
  id: "gemini-cli",
  title,
  docs: "https://geminicli.com/docs/tools/mcp-server/",
  file: (place) => join(folderFrom(place, "GEMINI_CLI_HOME", ""), ".gemini/settings.json"),
  format: "jsonc",
  container: { kind: "map", path: ["mcpServers"] },
  read: readWith({ key: "timeout", unit: "milliseconds" }),
  render: renderWith({
    title,
    stdio: commandFields(),
    http: urlFields("httpUrl"),
    references: shellVariables,
    timeout: { key: "timeout", unit: "milliseconds" },
  }),
};
