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

it("writes what a server cannot work without, and proposes the rest", async () => {
  await setting.write("servers.yaml", "servers:\n");
  const { code, stdout, stderr } = await setting.run(
    "add",
    "npm:maps-mcp",
    "npm:hub-mcp",
    "--secrets",
    "pass",
  );
  console.log(stdout, stderr, await setting.read("servers.yaml"));
  expect(code).toBe(0);
});
