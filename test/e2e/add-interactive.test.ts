import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bundledCli, type Cli } from "../support/cli.ts";
import { type FakeIndex, startFakeIndex } from "../support/fake-index.ts";
import { type FakeRegistry, startFakeRegistry } from "../support/fake-registry.ts";
import { atTerminal, keys, type TypedStep } from "../support/terminal.ts";
import { servers } from "./adding-setting.ts";
import { makeSetting, type Setting } from "./cli-setting.ts";

// `mcp-nixgen add` at a terminal, answered by somebody who types.

let cli: Cli;
let fake: FakeRegistry;
let index: FakeIndex;
let setting: Setting;
const file = "# mine\nservers:\n";

beforeAll(async () => {
  [cli, fake, index] = await Promise.all([
    bundledCli(),
    startFakeRegistry({ packages: servers }),
    startFakeIndex(),
  ]);
  setting = await makeSetting(cli, fake.url);
  await mkdir(join(setting.folder, "home/.cursor"));
  await writeFile(join(setting.folder, "home/.claude.json"), "{}");
});
afterAll(async () => {
  await Promise.all([cli.remove(), fake.close(), index.close(), setting.remove()]);
});
beforeEach(() => setting.write("servers.yaml", file));

function typed(
  args: readonly string[],
  steps: readonly TypedStep[],
  more: { columns?: number; env?: object } = {},
) {
  return atTerminal([process.execPath, cli.path, ...args], steps, {
    cwd: setting.project,
    out: join(setting.folder, "stdout"),
    ...more,
    env: { ...setting.env, ...more.env },
  });
}

const colour = new RegExp(`${keys.escape}\\[(?:3\\d|9\\d|2)m`);
const { enter, down, interrupt } = keys;

describe("add at a terminal", () => {
  it("asks for the server, what keeps its secret, clients and name, and writes what it showed", async () => {
    const { code, screen, stdout } = await typed(
      ["add", "--index-url", index.url],
      [
        ["Which server?", `npm:nothing here${enter}`],
        ["npm:NAME", `\u0015find a place${enter}`],
        ["Which of these?", enter],
        ["What keeps MAPS_API_KEY?", `${down}${enter}`],
        ["Which clients", enter],
        ["What is it called", `\u0015maps${enter}`],
        ["Write this", enter],
      ],
    );
    const seen = stripVTControlCharacters(screen);
    expect(code, seen).toBe(0);
    expect(seen).toContain("needs MAPS_API_KEY (secret); 1 tool over stdio, http");
    expect(seen).toContain("+      MAPS_API_KEY:");
    expect(screen).toMatch(colour);
    const text = await setting.read("servers.yaml");
    expect(text).toMatch(/^# mine\nservers:\n {2}maps:\n {4}source: npm:maps-mcp\n/);
    expect(text).toContain(
      "      MAPS_API_KEY:\n        envFile: ~/.local/share/mcp-nixgen/secrets/maps.env\n",
    );
    expect(text).toContain("\nclients:\n  - claude-code\n  - cursor\n");
    expect(stdout).toContain("Next: mcp-nixgen prefetch");
    expect(stdout).toContain("Store MAPS_API_KEY of maps (envFile):");
  });

  it.each([
    ["Ctrl-C", interrupt],
    ["Esc", keys.escape],
  ])("%s leaves everything as it was, whenever it comes", async (_, key) => {
    const early = await typed(["add"], [["Which server?", key]]);
    expect(early.code).toBe(130);
    const late = await typed(
      ["add", "-i", "npm:hub-mcp", "--name", "hub"],
      [
        ["Which clients", enter],
        ["Write this", key],
      ],
    );
    expect(late.code).toBe(130);
    expect(stripVTControlCharacters(late.screen)).toContain("Nothing was written.");
    expect(await setting.read("servers.yaml")).toBe(file);
    expect(Object.keys(await setting.files())).toEqual(["servers.yaml"]);
  });

  it("without colour where that is asked for, on a narrow terminal, and not written when it is not wanted", async () => {
    const { code, screen, stdout } = await typed(
      ["add", "-i", "npm:hub-mcp"],
      [
        ["Which clients", enter],
        ["What is it called", enter],
        ["Write this", `${down}${enter}`],
      ],
      { columns: 40, env: { NO_COLOR: "1" } },
    );
    expect(code).toBe(0);
    expect(screen).not.toMatch(colour);
    expect(stripVTControlCharacters(screen)).toContain("Nothing was written.");
    expect(stdout).toBe("");
    expect(await setting.read("servers.yaml")).toBe(file);
  });

  it("does not ask where nobody is there, and says how to go on", async () => {
    const { code, stderr } = await setting.run("add");
    expect(code).toBe(2);
    expect(stderr).toContain("missing SOURCE");
    expect(stderr).toContain("mcp-nixgen add npm:NAME");
    const asked = await setting.run("add", "-i", "npm:hub-mcp");
    expect(asked).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--interactive needs a terminal"),
    });
    const json = await typed(["add", "--json"], []);
    expect(json.code).toBe(2);
  });
});
