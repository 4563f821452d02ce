import { stat } from "node:fs/promises";
import { join } from "node:path";
import { defaultSettings } from "../config/check-document.ts";
import type { ClientId } from "../config/clients.ts";
import { schemaModeline } from "../config/json-schema.ts";
import type { Settings } from "../config/servers-schema.ts";
import { scalarText } from "../config/yaml-render.ts";

/** The home.nix of a new project; a Home-Manager configuration has one of its own more often than not. */
export async function freeHome(root: string): Promise<string> {
  const usual = defaultSettings.home as string;
  const there = await stat(join(root, usual)).catch(() => null);
  return there === null ? usual : "mcp-servers.nix";
}

/** A new `servers.yaml`: commented, without a server; `clients`: those that get the servers. */
export function newServersFile(settings: Settings, clients: readonly ClientId[] = []): string {
  return `${schemaModeline}
#
# The MCP servers that mcp-nixgen packages with Nix. This file is yours: edit it by hand or with
# 'mcp-nixgen add npm:NAME' (or pypi:, go:, github:) and 'mcp-nixgen remove NAME'; comments and order stay as they are.

settings:
  # Folder for the generated Nix, relative to this file.
  output: ${scalarText(settings.output, "plain")}
  # nixpkgs: plain fetchurl and a complete package-lock.json, ready to send upstream.
  # overlay: registry-neutral; npm finds the registry during the build.
  style: ${settings.style}
  # The Home-Manager module that says what this file says; false: none.
  home: ${scalarText(settings.home, "plain")}

${clients.length === 0 ? "" : clientsText(clients)}servers:
  # A server needs a name and a source; all else is optional.
  #
  # firecrawl:
  #   source: npm:firecrawl-mcp         # or npm:firecrawl-mcp@3.22.2, or a range: npm:firecrawl-mcp@^3;
  #                                     # pypi:mcp-server-fetch, go:MODULE/PACKAGE, github:OWNER/REPO
  #   bin: firecrawl-mcp                # which command, where the package has several
  #   strategy: import-npm-lock         # no npmDepsHash: each tarball by the lockfile's own integrity
  #   allowScripts: [sharp]             # dependencies whose install scripts may run inside the build
  #   args: [--verbose]                 # what the server is started with
  #   env: { FIRECRAWL_RETRY: "3" }     # nothing secret here
  #   secrets:                          # where each is found when the server starts
  #     FIRECRAWL_API_KEY: { pass: mcp/firecrawl }
  #   limits: { memoryMax: 1G }
`;
}

function clientsText(clients: readonly ClientId[]): string {
  return `# The AI clients that get the servers.\nclients: [${clients.join(", ")}]\n\n`;
}
