import { clients } from "../clients/clients.ts";
import type { Client, Container, Format } from "../clients/types.ts";
import type { ClientId } from "../config/clients.ts";
import type { Path } from "./config-data.ts";

/** One place of servers in a file: their entries by where they stand. */
export interface FoundEntry {
  readonly path: Path;
  /** Empty: a list's entry without one. */
  readonly name: string;
  readonly entry: unknown;
}

/** Where else than in its container a client reads servers from; `*`: every member. */
const more: Partial<Record<ClientId, readonly Container[]>> = {
  // Servers of one project each ("local scope").
  "claude-code": [{ kind: "map", path: ["projects", "*", "mcpServers"] }],
  // In settings.json, of releases before mcp.json.
  vscode: [{ kind: "map", path: ["mcp", "servers"] }],
  continue: [
    { kind: "map", path: ["mcpServers"] },
    { kind: "list", path: ["experimental", "modelContextProtocolServers"], nameKey: "name" },
  ],
  // The key as the editor shows it in a file of nested settings.
  amp: [{ kind: "map", path: ["amp", "mcpServers"] }],
};

/** Everything that stands where a client has its servers. */
export function entriesOf(client: Client, data: unknown): FoundEntry[] {
  return [client.container, ...(more[client.id] ?? [])].flatMap((container) => entriesIn(container, data));
}

function entriesIn(container: Container, data: unknown): FoundEntry[] {
  return placesOf(container.path, data, []).flatMap(({ path, value }): FoundEntry[] => {
    if (container.kind === "list") {
      if (!Array.isArray(value)) return [];
      return value.map((entry: unknown, index) => ({
        path: [...path, index],
        name: nameIn(entry, container.nameKey),
        entry,
      }));
    }
    return isMap(value)
      ? Object.entries(value).map(([name, entry]) => ({ path: [...path, name], name, entry }))
      : [];
  });
}

function placesOf(pattern: readonly string[], value: unknown, path: Path): { path: Path; value: unknown }[] {
  const [key, ...rest] = pattern;
  if (key === undefined) return [{ path, value }];
  if (!isMap(value)) return [];
  const keys = key === "*" ? Object.keys(value) : Object.hasOwn(value, key) ? [key] : [];
  return keys.flatMap((name) => placesOf(rest, value[name], [...path, name]));
}

function nameIn(entry: unknown, key: string): string {
  const name = isMap(entry) ? entry[key] : undefined;
  return typeof name === "string" ? name : "";
}

/** A path's end → the client whose file that is. */
const byName: readonly (readonly [RegExp, ClientId])[] = [
  [/(?:^|\/)\.claude\.json$|(?:^|\/)\.claude\/settings(?:\.local)?\.json$/, "claude-code"],
  [/(?:^|\/)claude_desktop_config\.json$/, "claude-desktop"],
  [/(?:^|\/)cline_mcp_settings\.json$/, "cline"],
  [/(?:^|\/)\.?codex\/config\.toml$/, "codex"],
  [/(?:^|\/)\.continue\//, "continue"],
  [/(?:^|\/)\.?copilot\/mcp-config\.json$/, "copilot-cli"],
  [/(?:^|\/)\.?crush\.json$/, "crush"],
  [/(?:^|\/)\.cursor\/mcp\.json$/, "cursor"],
  [/(?:^|\/)\.gemini\/(?:config|antigravity)\/mcp_config\.json$/, "antigravity"],
  [/(?:^|\/)\.gemini\/settings\.json$/, "gemini-cli"],
  [/(?:^|\/)goose\/config\.yaml$/, "goose"],
  [/(?:^|\/)(?:\.lmstudio|lm-studio)\/mcp\.json$/, "lm-studio"],
  [/(?:^|\/)mcp\/mcp\.json$/, "mcp-json"],
  [/(?:^|\/)opencode\.jsonc?$/, "opencode"],
  [
    /(?:^|\/)\.vscode\/(?:mcp|settings)\.json$|\/Code(?: - Insiders)?\/User\/(?:mcp|settings)\.json$/,
    "vscode",
  ],
  [/(?:^|\/)\.warp\/\.mcp\.json$/, "warp"],
  [/(?:^|\/)\.codeium\/(?:windsurf\/)?mcp_config\.json$/, "windsurf"],
  [/(?:^|\/)\.?zed\/settings\.json$/, "zed"],
  [/(?:^|\/)amp\/settings\.json$/, "amp"],
  [/(?:^|\/)\.mcp\.json$/, "claude-code"],
];

/** The client whose file a path is, by the path alone. */
export function clientByPath(path: string): Client | undefined {
  const slashed = path.replaceAll("\\", "/");
  const id = byName.find(([form]) => form.test(slashed))?.[1];
  return clients.find((client) => client.id === id);
}

/** Looked at in this order: what says most of its client comes first. */
const byContent: readonly ((data: Record<string, unknown>) => ClientId | undefined)[] = [
  (data) => ("mcp_servers" in data ? "codex" : undefined),
  (data) => ("context_servers" in data ? "zed" : undefined),
  (data) => ("amp.mcpServers" in data ? "amp" : undefined),
  (data) => (Array.isArray(data.mcpServers) ? "continue" : undefined),
  (data) =>
    isMap(data.experimental) && "modelContextProtocolServers" in data.experimental ? "continue" : undefined,
  (data) => (isMap(data.projects) && isMap(data.mcpServers) ? "claude-code" : undefined),
  (data) => (isMap(data.mcp) && isMap(data.mcp.servers) ? "vscode" : undefined),
  (data) => (isMap(data.servers) ? "vscode" : undefined),
  (data) =>
    some(data.mcp, (entry) => Array.isArray(entry.command) || entry.type === "remote")
      ? "opencode"
      : undefined,
  (data) => (some(data.mcp, (entry) => "command" in entry || "url" in entry) ? "crush" : undefined),
  (data) => (some(data.extensions, (entry) => "cmd" in entry || "uri" in entry) ? "goose" : undefined),
];

/**
 * The client whose form a file's data has; null: the form of many (`mcpServers`); undefined: of none.
 */
export function clientByContent(data: unknown): Client | null | undefined {
  if (!isMap(data)) return undefined;
  for (const look of byContent) {
    const id = look(data);
    if (id !== undefined) return clients.find((client) => client.id === id);
  }
  return isMap(data.mcpServers) ? null : undefined;
}

/** A path's end → the format it is to be read in; JSON unless it says another. */
export function formatOf(path: string): Format {
  if (/\.toml$/i.test(path)) return "toml";
  return /\.ya?ml$/i.test(path) ? "yaml" : "jsonc";
}

function some(value: unknown, test: (entry: Record<string, unknown>) => boolean): boolean {
  return isMap(value) && Object.values(value).some((entry) => isMap(entry) && test(entry));
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
