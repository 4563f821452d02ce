import { readdir } from "node:fs/promises";
import { relative } from "node:path";
import { describe, expect, it } from "vitest";
import { clientIds } from "../../src/config/clients.ts";
import { UserError } from "../../src/errors.ts";
import expected from "./expected.json" with { type: "json" };
import { configs, importConfig, importText, linesOf } from "./support.ts";

// Configurations as people have them, by hand, and what is to come of each, checked by hand: expected.json.

const files = (await readdir(configs, { recursive: true, withFileTypes: true }))
  .filter((file) => file.isFile())
  .map((file) => relative(configs, `${file.parentPath}/${file.name}`));

async function outcome(path: string): Promise<string[]> {
  try {
    return linesOf(await importConfig(path));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`error: ${error.message} at ${error.where}`];
  }
}

describe("configurations of clients", () => {
  it("are thirty and more, of every client that has a file", async () => {
    expect(files.length).toBeGreaterThan(30);
    expect(Object.keys(expected).sort()).toEqual([...files].sort());
    const plans = await Promise.all(
      files.filter((path) => path.startsWith("home/")).map((path) => importConfig(path)),
    );
    const found = new Set(
      plans.flatMap(({ servers, left }) => [
        ...servers.flatMap(({ from }) => from.map((one) => one.found.client)),
        ...left.map(({ client }) => client),
      ]),
    );
    expect([...found].sort()).toEqual(clientIds.filter((id) => id !== "programs-mcp"));
  });

  it.each(files)("%s", async (path) => {
    expect(await outcome(path)).toEqual((expected as Record<string, string[]>)[path]);
  });

  it("tell where each entry stands", async () => {
    const places = async (path: string) =>
      (await importConfig(path)).servers.map(
        ({ from: [first] }) => `${first!.found.name} ${first!.found.place}`,
      );
    expect(await places("home/.codex/config.toml")).toEqual([
      "context7 home/.codex/config.toml:5",
      "github-go home/.codex/config.toml:16",
    ]);
    expect(await places("home/.continue/config.yaml")).toEqual([
      "Browser home/.continue/config.yaml:6",
      "SQLite MCP home/.continue/config.yaml:12",
    ]);
    expect((await places("files/windows.json")).at(-1)).toBe("ps files/windows.json:22");
  });

  it("are told apart by what is in them, where the name says nothing", () => {
    const client = (text: string, path = "some.json") =>
      importText(text, path).servers.map(({ from }) => from[0]!.found.client);
    const npx = '{ "command": "npx", "args": ["-y", "firecrawl-mcp"] }';
    expect(client(`{ "context_servers": { "a": ${npx} } }`)).toEqual(["zed"]);
    expect(client(`{ "amp.mcpServers": { "a": ${npx} } }`)).toEqual(["amp"]);
    expect(client(`{ "servers": { "a": ${npx} } }`)).toEqual(["vscode"]);
    expect(client(`{ "mcp": { "a": { "type": "local", "command": ["npx", "x-mcp"] } } }`)).toEqual([
      "opencode",
    ]);
    expect(client(`{ "mcp": { "a": ${npx} } }`)).toEqual(["crush"]);
    expect(client("extensions:\n  a: { cmd: npx, args: [x-mcp] }\n", "some.yaml")).toEqual(["goose"]);
    expect(client("mcpServers:\n  - { name: a, command: npx, args: [x-mcp] }\n", "some.yaml")).toEqual([
      "continue",
    ]);
    expect(client('[mcp_servers.a]\ncommand = "npx"\nargs = ["x-mcp"]\n', "some.toml")).toEqual(["codex"]);
    // A copy in another client's place is read as what it is.
    expect(client(`{ "servers": { "a": ${npx} } }`, "/home/me/.cursor/mcp.json")).toEqual(["vscode"]);
    expect(() => client('{ "name": "package" }')).toThrow(
      expect.objectContaining({ code: "E_IMPORT_FORMAT" }),
    );
    expect(client("")).toEqual([]);
  });

  it("that are broken say where, and nothing of what stands there", () => {
    const broken = (text: string, path: string) => {
      try {
        importText(text, path);
      } catch (error) {
        return `${(error as UserError).where} ${JSON.stringify(error)}`;
      }
      return "no error";
    };
    const secret = "planted-in-a-broken-file";
    for (const [text, path, place] of [
      [`{ "mcpServers": { "a": { "env": { "KEY": "${secret}" } }`, "x.json", "x.json:1:"],
      [`{\n "mcpServers": { "a": "${secret}\n" } }`, "x.json", "x.json:2:"],
      [`a: [${secret}\n`, "x.yaml", "x.yaml:"],
      [`a = "${secret}`, "x.toml", "x.toml:1:"],
      [`{ "a": "\0${secret}" }`, "x.json", "x.json:1:"],
      [`{ "path": "C:\\Users\\${secret}" }`, "x.json", "x.json:1:"],
    ] as const) {
      const told = broken(text, path);
      expect(told).toContain(place);
      expect(told).toContain("E_IMPORT_SYNTAX");
      expect(told).not.toContain(secret);
    }
  });
});
