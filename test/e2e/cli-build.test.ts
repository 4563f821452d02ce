import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { bundledCli, type Cli } from "../support/cli.ts";
import { type FakeRegistry, startFakeRegistry } from "../support/fake-registry.ts";
import { makeSetting, type Setting } from "./cli-setting.ts";

// What `build` makes of Nix's answers, with a Nix of ours in its place: what real Nix builds is tested in
// stand-in.test.ts and the live tests.

let cli: Cli;
let fake: FakeRegistry;
let begun: Setting;
let setting: Setting;

const names = ["good-mcp", "mute-mcp", "broken-mcp", "wrong-mcp"];

beforeAll(async () => {
  const version = () => ({
    manifest: { bin: "cli.js", license: "MIT", description: "Does it" },
    files: { "cli.js": "#!/usr/bin/env node\n" },
  });
  const packages = Object.fromEntries(names.map((name) => [name, { versions: { "1.0.0": version() } }]));
  [cli, fake] = await Promise.all([bundledCli(), startFakeRegistry({ packages })]);
  begun = await makeSetting(cli, fake.url);
  await begun.json("init");
  await begun.json("add", "--no-inspect", ...names.map((name) => `npm:${name}`));
  expect(await begun.json("generate")).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await Promise.all([cli.remove(), fake.close(), begun.remove()]);
});
beforeEach(async () => {
  setting = await begun.copy();
  await writeNix();
});
afterEach(() => setting.remove());

/** A `nix` that builds good-mcp and mute-mcp, breaks over broken-mcp and does not understand wrong-mcp. */
async function writeNix(): Promise<void> {
  const drv = "/nix/store/00000000000000000000000000000000-broken-mcp-1.0.0.drv";
  const started = {
    action: "start",
    id: 1,
    level: 3,
    parent: 0,
    type: 105,
    text: "",
    fields: [drv, "", 1, 1],
  };
  const failure = {
    action: "msg",
    level: 0,
    msg: `error: builder for '${drv}' failed with exit code 3;`,
  };
  await program("nix-bin/nix", "console.log('nix (Nix) 2.26.3')");
  await program(
    "nix-bin/nix-build",
    `const text = require("node:fs").readFileSync(0, "utf8");
     const name = /mcpServers\\.([\\w-]+)/.exec(text)[1];
     const say = (value) => process.stderr.write("@nix " + JSON.stringify(value) + "\\n");
     if (name === "broken-mcp") { say(${JSON.stringify(started)}); say(${JSON.stringify(failure)}); process.exit(100); }
     if (name === "wrong-mcp") {
       say({ action: "msg", level: 0, msg: "error: undefined variable 'x'\\n\\n       at /some/package.nix:3:5:\\n" });
       process.exit(1);
     }
     console.log(${JSON.stringify(join(setting.folder, "built"))} + "/" + name);`,
  );
  await program("built/mute-mcp/bin/mute-mcp", 'console.error("I will not"); process.exit(5);');
  await program(
    "built/good-mcp/bin/good-mcp",
    `process.stdin.on("data", (chunk) => {
       for (const line of String(chunk).trim().split("\\n")) {
         const { id, method } = JSON.parse(line);
         const result = method === "initialize"
           ? { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "good", version: "1" } }
           : { tools: Object.keys(process.env).filter((name) => name === "SECRET" || name === "HOME").map((name) => ({ name })) };
         if (id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id, result }));
       }
     });`,
  );
}

async function program(path: string, script: string): Promise<void> {
  const file = join(setting.folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `#!${process.execPath}\n${script}\n`, { mode: 0o755 });
}

async function build(...args: string[]) {
  const env = {
    ...setting.env,
    PATH: `${join(setting.folder, "nix-bin")}:${process.env.PATH}`,
    NIX_PATH: "nixpkgs=/nowhere",
    SECRET: "the caller's",
  };
  return cli.run(["build", ...args], { cwd: setting.project, env });
}

it("tells every server asked for, also those that failed, and exits with 1", async () => {
  const { code, stdout } = await build("--json");
  expect(code).toBe(1);
  const { ok, nix, servers, errors } = JSON.parse(stdout);
  expect([ok, nix]).toEqual([false, "2.26.3"]);
  const built = (name: string) => join(setting.folder, "built", name);
  const broken = { code: "E_NIX_BUILD", where: expect.stringMatching(/^broken-mcp: \/nix\/store\/.*\.drv$/) };
  const wrong = { code: "E_NIX_EVAL", where: "wrong-mcp: /some/package.nix:3:5" };
  const mute = "it ended with exit code 5:\nI will not";
  expect(servers).toHaveLength(4);
  expect(servers).toEqual(
    expect.arrayContaining([
      {
        name: "good-mcp",
        outPath: built("good-mcp"),
        environment: [],
        mcp: expect.objectContaining({ ok: true, tools: ["HOME"], dummyEnv: [], dummyArgs: [] }),
      },
      {
        name: "mute-mcp",
        outPath: built("mute-mcp"),
        environment: [],
        mcp: { ok: false, reason: mute, dummyEnv: [], dummyArgs: [] },
      },
      { name: "broken-mcp", outPath: null, error: expect.objectContaining(broken) },
      { name: "wrong-mcp", outPath: null, error: expect.objectContaining(wrong) },
    ]),
  );
  expect(errors).toHaveLength(3);
  expect(errors).toEqual(
    expect.arrayContaining([
      expect.objectContaining(broken),
      expect.objectContaining(wrong),
      expect.objectContaining({ code: "E_MCP", where: "mute-mcp", message: expect.stringContaining(mute) }),
    ]),
  );
});

it("says on the terminal which server an error is about", async () => {
  const { code, stdout, stderr } = await build("wrong-mcp", "good-mcp");
  expect(code).toBe(1);
  expect(stdout).toMatch(/^good-mcp: good 1 answers with 1 tool in \d+ ms\n/);
  expect(stdout).not.toContain("wrong-mcp");
  expect(stderr).toContain("wrong-mcp: /some/package.nix:3:5");
});

it("exits with 0 where all that was asked for is built and answers", async () => {
  expect(await build("good-mcp")).toMatchObject({ code: 0 });
  const { code, stdout } = await build("mute-mcp", "--no-run", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout).servers).toEqual([
    { name: "mute-mcp", outPath: join(setting.folder, "built/mute-mcp"), environment: [], mcp: null },
  ]);
});
