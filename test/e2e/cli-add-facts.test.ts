import { afterAll, beforeAll, expect, it } from "vitest";
import { bundledCli, type Cli } from "../support/cli.ts";
import { type FakeRegistry, startFakeRegistry } from "../support/fake-registry.ts";
import { servers } from "./adding-setting.ts";
import { makeSetting, type Setting } from "./cli-setting.ts";

// What add does with what a server's code says.

let cli: Cli;
let fake: FakeRegistry;
let setting: Setting;

beforeAll(async () => {
  [cli, fake] = await Promise.all([bundledCli(), startFakeRegistry({ packages: servers })]);
  setting = await makeSetting(cli, fake.url);
});
afterAll(async () => {
  await Promise.all([cli.remove(), fake.close(), setting.remove()]);
});

it("writes what a server cannot work without, proposes the rest in comments, and tells how a secret is stored", async () => {
  await setting.write("servers.yaml", "# mine\nservers:\n");
  const { code, stdout } = await setting.run("add", "npm:maps-mcp", "npm:hub-mcp", "--secrets", "pass");
  expect(code).toBe(0);
  expect(await setting.read("servers.yaml")).toBe(`# mine
servers:
  maps-mcp:
    source: npm:maps-mcp
    secrets:
      MAPS_API_KEY:
        pass: mcp/maps-mcp/MAPS_API_KEY
    # transport: http  # one service for all clients, in the place of one process for each
    # port: 8100
    # args:
    #   - "--transport"
    #   - http
    #   - "--port"
    #   - "{port}"
  hub-mcp:
    source: npm:hub-mcp
    transport: http
    port: 8101
    env:
      PORT: "{port}"
`);
  expect(stdout).toContain(`added maps-mcp: maps-mcp@1.0.0, command maps-mcp
  needs MAPS_API_KEY (secret); 1 tool over stdio, http
  touches api.maps-of-all.com
`);
  expect(stdout).toContain("(pass):\n  pass insert mcp/maps-mcp/MAPS_API_KEY\n");
  // What was written can be gone on with.
  expect((await setting.json("list")).code).toBe(0);
});

it("keeps secrets where servers.yaml's others are; --json has what was found", async () => {
  const before = "servers:\n  a:\n    source: npm:a\n    secrets:\n      K: { file: ~/keys/a/K }\n";
  await setting.write("servers.yaml", before);
  const { code, value } = await setting.json("add", "npm:maps-mcp", "--transport", "http", "--dry-run");
  expect(code).toBe(0);
  expect(value.added).toMatchObject([
    {
      name: "maps-mcp",
      transport: "http",
      port: 8100,
      secrets: { MAPS_API_KEY: { file: "~/keys/maps-mcp/MAPS_API_KEY" } },
      facts: {
        environment: [{ name: "MAPS_API_KEY", required: true, secret: true }],
        transports: ["stdio", "http"],
        tools: ["find_place"],
        hosts: ["api.maps-of-all.com"],
      },
      toStore: [{ variable: "MAPS_API_KEY", provider: "file" }],
    },
  ]);
  expect(await setting.read("servers.yaml")).toBe(before);
});

it("--no-inspect reads no code; code that cannot be parsed is no failure", async () => {
  await setting.write("servers.yaml", "servers:\n");
  const { code, value } = await setting.json("add", "npm:maps-mcp", "--no-inspect");
  expect([code, value.added[0].facts]).toEqual([0, null]);
  expect(await setting.read("servers.yaml")).toBe("servers:\n  maps-mcp:\n    source: npm:maps-mcp\n");
  expect(await setting.json("add", "npm:broken-mcp")).toMatchObject({ code: 0, value: { ok: true } });
  expect(await setting.json("add", "npm:hub-mcp", "--secrets", "paas")).toMatchObject({ code: 2 });
});
