import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bundledCli, type Cli } from "../support/cli.ts";
import { type FakeRegistry, type FakeVersion, startFakeRegistry } from "../support/fake-registry.ts";
import { describeNix, requireNix } from "../support/nix.ts";
import { type Nixpkgs, nixpkgsForTests } from "../support/nixpkgs.ts";
import { makeSetting, type Setting } from "./cli-setting.ts";

// LIVE: the stand-in's Node.js comes from npm's own registry. Everything else is published to a registry of
// our own, and goes the whole way: add, generate, build by real Nix, answers from its store path.

let cli: Cli;
let fake: FakeRegistry;
let setting: Setting;
let nixpkgs: Nixpkgs;

/** A server that speaks MCP by hand; `before` runs first, `tools` is an expression. */
const speaking = (tools: string, before = "") => `#! /usr/bin/env node
${before}
const tools = ${tools};
const answers = {
  initialize: { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "by-hand", version: "1.0.0" } },
  "tools/list": { tools: tools.map((name) => ({ name, inputSchema: { type: "object" } })) },
};
let rest = "";
process.stdin.on("data", (chunk) => {
  const lines = (rest + chunk).split("\\n");
  rest = lines.pop();
  for (const line of lines.filter((line) => line !== "")) {
    const { id, method } = JSON.parse(line);
    if (id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id, result: answers[method] ?? {} }));
  }
});
`;

const programs: Record<string, string> = {
  // Its dependency's word, and what it sees of the environment.
  "good-mcp": speaking('[require("leaf").word, ...Object.keys(process.env)]'),
  "key-mcp": speaking(
    '["keyed"]',
    'if (!process.env.FAKE_API_KEY) { console.error("FAKE_API_KEY is required"); process.exit(1); }',
  ),
  "folder-mcp": speaking(
    'require("fs").statSync(process.argv[2]).isDirectory() ? ["listed"] : []',
    'if (process.argv.length < 3) { console.error("Usage: folder-mcp <directory>"); process.exit(1); }',
  ),
  "noisy-mcp": speaking('["quiet"]', 'console.log("Welcome!"); console.log("{ no json");'),
  "crash-mcp": '#!/usr/bin/env node\nconsole.error("boom: no luck today"); process.exit(3);\n',
  // It never answers, stays when asked to go, and has a child that does so, too.
  "mute-mcp": `#!/usr/bin/env node
process.on("SIGTERM", () => {});
const stay = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);';
const child = require("child_process").spawn(process.execPath, ["-e", stay], { stdio: "ignore" });
require("fs").writeFileSync(process.env.PIDS_FILE, process.pid + " " + child.pid);
setInterval(() => {}, 1000);
`,
};
const names = Object.keys(programs);

const server = (program: string): FakeVersion => ({
  manifest: { bin: "cli.js", license: "MIT", description: "By hand", dependencies: { leaf: "^1.0.0" } },
  files: { "cli.js": program },
});

beforeAll(async () => {
  nixpkgs = await nixpkgsForTests();
  const packages = Object.fromEntries(
    names.map((name) => [name, { versions: { "1.0.0": server(programs[name]!) } }]),
  );
  fake = await startFakeRegistry({
    packages: {
      ...packages,
      leaf: { versions: { "1.0.0": { files: { "index.js": 'exports.word = "leaf-says-hello";\n' } } } },
    },
  });
  cli = await bundledCli();
  setting = await makeSetting(cli, fake.url);
  await setting.json("init");
  const lines = names.map((name) => `  ${name}:\n    source: npm:${name}\n`);
  const pids = `    env: { PIDS_FILE: ${JSON.stringify(pidsFile())} }\n`;
  await setting.write("servers.yaml", `servers:\n${lines.join("")}${pids}`);
  expect((await setting.json("generate")).code).toBe(0);
});
afterAll(async () => {
  await Promise.all([cli.remove(), fake.close(), setting.remove()]);
});

const pidsFile = () => join(setting.folder, "pids");

/** Neither mute-mcp nor its child is there any more; the kernel may take a moment to forget a killed one. */
async function expectGone(): Promise<void> {
  const pids = (await readFile(pidsFile(), "utf8")).split(" ").map(Number);
  expect(pids).toHaveLength(2);
  await expect.poll(() => pids.filter(isThere), { timeout: 2000 }).toEqual([]);
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function environment(): Record<string, string | undefined> {
  const stand = nixpkgs.real ? {} : { NIX_CONFIG: "sandbox = false" };
  return { ...setting.env, PATH: requireNix().env.PATH, ...stand, MY_OWN_TOKEN: "canary" };
}

const buildLine = (...args: string[]) => ["build", "--nixpkgs", nixpkgs.path, "--json", ...args];

async function build(...args: string[]) {
  const { code, stdout } = await cli.run(buildLine(...args), { cwd: setting.project, env: environment() });
  return { code, value: JSON.parse(stdout) };
}

describeNix("build", () => {
  it("builds each server and tells what it answers, or why it does not", { timeout: 600_000 }, async () => {
    const { code, value } = await build("--timeout", "3");
    const results = Object.fromEntries(value.servers.map((one: { name: string }) => [one.name, one]));
    expect(Object.keys(results), JSON.stringify(value.errors)).toEqual(names);
    const mcp = (name: string) => results[name].mcp;

    expect(mcp("good-mcp")).toMatchObject({
      ok: true,
      serverInfo: { name: "by-hand", version: "1.0.0" },
      capabilities: ["tools"],
      tools: expect.arrayContaining(["leaf-says-hello", "HOME", "PATH"]),
      strayLines: 0,
      dummyEnv: [],
    });
    expect(mcp("good-mcp").tools).not.toContain("MY_OWN_TOKEN");
    expect(mcp("good-mcp").tools).not.toContain("XDG_CACHE_HOME");
    expect(results["good-mcp"].outPath).toMatch(/^\/.*-good-mcp-1\.0\.0$/);

    expect(mcp("key-mcp")).toMatchObject({ ok: true, tools: ["keyed"], dummyEnv: ["FAKE_API_KEY"] });
    expect(mcp("folder-mcp")).toMatchObject({ ok: true, tools: ["listed"], dummyArgs: [expect.any(String)] });
    expect(mcp("noisy-mcp")).toMatchObject({ ok: true, tools: ["quiet"], strayLines: 2 });
    expect(mcp("crash-mcp")).toMatchObject({
      ok: false,
      reason: "it ended with exit code 3:\nboom: no luck today",
    });
    expect(mcp("mute-mcp")).toMatchObject({ ok: false, reason: "it did not answer within 3 s" });

    expect(code).toBe(1);
    expect(value.errors).toMatchObject([
      { code: "E_MCP", where: "crash-mcp", hint: expect.stringContaining("/bin/crash-mcp") },
      { code: "E_MCP", where: "mute-mcp" },
    ]);
    await expectGone();
  });

  it("ended by Ctrl-C leaves no process behind", { timeout: 120_000 }, async () => {
    await rm(pidsFile(), { force: true });
    const child = execa(process.execPath, [cli.path, ...buildLine("mute-mcp", "--timeout", "100")], {
      cwd: setting.project,
      env: environment(),
      extendEnv: false,
      reject: false,
    });
    while ((await readFile(pidsFile(), "utf8").catch(() => "")) === "") await sleep(50);
    child.kill("SIGINT");
    const { exitCode, stdout } = await child;
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout).errors).toMatchObject([{ code: "E_INTERRUPTED" }]);
    await expectGone();
  });

  it("a hash that is wrong is told as such", { timeout: 120_000 }, async () => {
    const path = "overlays/packages/good-mcp/package.nix";
    const good = await setting.read(path);
    await setting.write(path, good.replace(/npmDepsHash = "sha256-.{4}/, 'npmDepsHash = "sha256-AAAA'));
    const { code, value } = await build("good-mcp");
    await setting.write(path, good);
    expect(code).toBe(1);
    expect(value.errors).toMatchObject([
      { code: "E_NIX_HASH", where: expect.stringMatching(/^good-mcp: /), hint: expect.any(String) },
    ]);
  });
});
