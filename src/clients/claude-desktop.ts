import { join } from "node:path";
import { letHaveBridge } from "./bridge.ts";
import { commandFields, renderWith } from "./entries.ts";
import { applicationData } from "./places.ts";
import { readWith } from "./read-entry.ts";
import type { Client } from "./types.ts";

const title = "Claude Desktop";

/**
 * Claude Desktop. Its file has stdio servers only; remote ones are connectors of the account, which a server of this
 * machine cannot be. The folder is
 * `Claude` with a capital on Linux too. No expansion is known, so `env` and `args` are taken literally
 * (unverified).
 */
export const claudeDesktop: Client = {
  id: "claude-desktop",
  title,
  docs: "https://modelcontextprotocol.io/docs/develop/connect-local-servers",
  file: (place) => join(applicationData(place), "Claude/claude_desktop_config.json"),
  format: "json",
  container: { kind: "map", path: ["mcpServers"] },
  read: readWith(),
  render: renderWith({
    title,
    stdio: commandFields(),
    http: {
      problem: `${title} has no remote servers in its configuration file`,
      hint: `Add it as a connector in the application's settings, or ${letHaveBridge}`,
    },
    references: null,
  }),
};
