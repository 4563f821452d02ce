import { MCPConfigRegistry } from "@gleanwork/mcp-config-schema";
import { describe, expect, it } from "vitest";
import { clientById, clients } from "../../src/clients/clients.ts";
import type { ClientServer, JsonObject } from "../../src/clients/types.ts";
import type { ClientId } from "../../src/config/clients.ts";
import { absent, linux, mac, only } from "./servers.ts";

/** A data set of clients' formats that is kept by others: every client it knows → ours. */
const registry = new MCPConfigRegistry({ serverPackage: "some-server" });

type Theirs = ReturnType<typeof registry.getAllConfigs>[number]["id"];
const ours: Partial<Record<Theirs, ClientId>> = {
  antigravity: "antigravity",
  "antigravity-cli": "antigravity",
  "claude-code": "claude-code",
  "claude-desktop": "claude-desktop",
  codex: "codex",
  cursor: "cursor",
  "cursor-agent": "cursor",
  gemini: "gemini-cli",
  goose: "goose",
  opencode: "opencode",
  vscode: "vscode",
  windsurf: "windsurf",
};

/** The clients it knows and we have not, with the reason. */
const notOurs: Partial<Record<Theirs, string>> = {
  chatgpt: "configured in the browser",
  "claude-teams-enterprise": "configured by the organisation's administrators",
  jetbrains: "configured in the editor, which keeps it in XML of its own",
  junie: "not in the list of clients",
  linear: "configured in the browser",
};

const stdio: ClientServer = {
  transport: "stdio",
  name: "s",
  command: "npx",
  args: ["-y", "some-server"],
  env: { MODE: "fast" },
};
const http: ClientServer = {
  transport: "http",
  name: "s",
  url: "https://mcp.example.org/mcp",
  headers: { "X-Team": "blue" },
};

/**
 * Where we differ: what their entry has that ours has not (undefined in ours) or has otherwise, and why ours
 * is right.
 */
const differences: Partial<Record<Theirs, { stdio?: JsonObject; http?: JsonObject; why: string }>> = {
  "claude-desktop": {
    stdio: { type: "stdio" },
    why: "the documented entry has no type: nothing but stdio is in that file",
  },
  goose: {
    // Defaults of Goose's own reader (`#[serde(default)]`), which an entry need not repeat.
    stdio: { bundled: null, description: null, env_keys: [], timeout: 300 },
    http: { available_tools: [], bundled: null, env_keys: [], envs: {}, timeout: 300 },
    why: "what is Goose's own default is left out; the description is the text it has to be, not null",
  },
};

it("knows no client that is neither one of ours nor left out for a reason", () => {
  const known = registry.getAllConfigs().map(({ id }) => id);
  expect(known.toSorted()).toEqual([...Object.keys(ours), ...Object.keys(notOurs)].toSorted());
});

for (const [id, our] of Object.entries(ours) as [Theirs, ClientId][])
  describe(`${id}, our ${our}`, () => {
    const config = registry.getConfig(id);
    const client = clientById(our);

    it("is in the same place", () => {
      for (const place of [linux, mac]) {
        const theirs = config?.configPath[place.platform]?.replace("$HOME", place.home) ?? "";
        // Antigravity's editor is found by its file being there.
        expect(client.file(place, id === "antigravity" ? only(theirs) : absent)).toBe(theirs);
      }
    });

    it("is of the same format and under the same key", () => {
      const format = client.format === "jsonc" ? "json" : client.format;
      expect(format).toBe(config?.configFormat);
      expect(client.container).toEqual({
        kind: "map",
        path: [config?.configStructure.serversPropertyName],
      });
    });

    it("has the same entries but for the differences that are explained", () => {
      const { stdio: local, http: remote } = differences[id] ?? {};
      expect(entryOf(our, stdio)).toEqual(without(theirEntry(id, stdio), local, entryOf(our, stdio)));
      if (!config?.transports.includes("http")) {
        expect(client.render(http)).toHaveProperty("problem");
        return;
      }
      expect(entryOf(our, http)).toEqual(without(theirEntry(id, http), remote, entryOf(our, http)));
    });
  });

it("differs still where a difference is explained", () => {
  for (const [id, { why, stdio: local, http: remote }] of Object.entries(differences)) {
    expect(why).not.toBe("");
    if (local !== undefined) expect(theirEntry(id as Theirs, stdio)).toMatchObject(local);
    if (remote !== undefined) expect(theirEntry(id as Theirs, http)).toMatchObject(remote);
  }
});

it("every other client of ours is one it does not know", () => {
  const known = new Set(Object.values(ours));
  expect(clients.map(({ id }) => id).filter((id) => !known.has(id))).toEqual([
    "amp",
    "cline",
    "continue",
    "copilot-cli",
    "crush",
    "lm-studio",
    "mcp-json",
    "warp",
    "zed",
  ]);
});

function theirEntry(id: Theirs, server: ClientServer): JsonObject {
  const builder = registry.createBuilder(id);
  const common = { serverName: server.name, includeRootObject: false };
  const built =
    server.transport === "stdio"
      ? builder.buildConfiguration({ ...common, transport: "stdio", env: { ...server.env } })
      : builder.buildConfiguration({
          ...common,
          transport: "http",
          serverUrl: server.url,
          headers: { "X-Team": "blue" },
        });
  return (built as Record<string, JsonObject>)[server.name] ?? {};
}

function entryOf(id: ClientId, server: ClientServer): JsonObject {
  const result = clientById(id).render(server);
  if ("problem" in result) throw new Error(result.problem);
  expect(result.notes).toBeUndefined();
  return result.entry;
}

/** Their entry with each field of `difference` as it is in ours. */
function without(theirs: JsonObject, difference: JsonObject = {}, ourEntry: JsonObject): JsonObject {
  const kept = Object.entries(theirs).filter(([key]) => !(key in difference));
  const replaced = Object.keys(difference).flatMap((key) =>
    key in ourEntry ? [[key, ourEntry[key] ?? null] as const] : [],
  );
  return Object.fromEntries([...kept, ...replaced]);
}
