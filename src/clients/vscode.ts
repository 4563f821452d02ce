import { join } from "node:path";
import { commandFields, renderWith, urlFields } from "./entries.ts";
import { vscodeUser } from "./places.ts";
import { readWith } from "./read-entry.ts";
import type { Client } from "./types.ts";
import { editorVariables } from "./variables.ts";

const title = "VS Code";

/**
 * VS Code, the default profile: `mcp.json` in the folder of user data, key `servers`. Predefined variables are
 * replaced in it, `${env:NAME}` among them (the variables reference). `${input:…}`, which asks the user, is not
 * used: it needs an entry in `inputs` beside the servers.
 */
export const vscode: Client = {
  id: "vscode",
  title,
  docs: "https://code.visualstudio.com/docs/copilot/reference/mcp-configuration",
  file: (place) => join(vscodeUser(place), "mcp.json"),
  format: "jsonc",
  container: { kind: "map", path: ["servers"] },
  read: readWith(),
  render: renderWith({
    title,
    stdio: commandFields({ type: "stdio" }),
    http: urlFields("url", { type: "http" }),
    references: editorVariables,
  }),
};

/** VS Code in one workspace: `.vscode/mcp.json` in `folder` (absolute), of the same shape. */
export function vscodeWorkspace(folder: string): Client {
  return { ...vscode, title: `${title} (workspace)`, file: () => join(folder, ".vscode/mcp.json") };
}
