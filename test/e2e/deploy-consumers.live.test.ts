import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { execa } from "execa";
import pLimit from "p-limit";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { clientById, clients } from "../../src/clients/clients.ts";
import type { ClientId } from "../../src/config/clients.ts";
import { type CliHome, makeCliHome } from "../cli/deploy-setting.ts";
import { bundledCli, type Cli } from "../support/cli.ts";
import { describeNix, nixOrNull, requireNix } from "../support/nix.ts";
import { nixpkgsForTests } from "../support/nixpkgs.ts";

// LIVE: downloads from npm's registry (two programs that read clients' files, about 170 MB unpacked, and what
// Nix builds: Node.js, and one real server with its dependencies). Without the registry it fails, and says so.
//
// What `deploy` writes, read by programs that others wrote: they start the server that Nix built.

const inspector = "@modelcontextprotocol/inspector@2.12.0";
const gemini = "@google/gemini-cli@0.61.0";
const root = join(import.meta.dirname, "../..");

if (nixOrNull() === null)
  process.stderr.write("NOT CHECKED: what other programs make of deployed files, for want of Nix\n");

interface Built {
  /** Node.js of the package set: the inspector wants a newer one than we do. */
  readonly node: string;
  /** The server itself. */
  readonly server: string;
  /** The server's wrapper. */
  readonly wrapper: string;
}

let cli: Cli;
let programs: string;
let built: Built;
/** What the server has, asked without a wrapper and without a client's file. */
let tools: string[];
let setting: CliHome;

describeNix("programs that read what deploy writes", () => {
  beforeAll(async () => {
    programs = await mkdtemp(join(tmpdir(), "deploy-consumers-"));
    const work = [bundledCli(), build(), install([inspector, gemini])] as const;
    // None is still at work in the folder when it is removed.
    await Promise.allSettled(work);
    [cli, built] = await Promise.all(work);
    tools = await toolsOf(built.server);
    expect(tools).toContain("create_entities");
  }, 300_000);
  afterAll(() => Promise.all([cli?.remove(), rm(programs, { recursive: true, force: true })]));
  beforeEach(async () => {
    setting = await makeCliHome(cli);
    return () => setting.remove();
  });

  it("the MCP inspector lists the server's tools, from every file in Claude's notation", async () => {
    const ids = readByInspector();
    expect(ids).toEqual(expect.arrayContaining(["claude-code", "cursor", "mcp-json"]));
    const users = '{\n\t"theme": "dark",\n\t"mcpServers": { "mine": { "command": "false" } }\n}';
    for (const id of ids) await setting.put(fileOf(id), users);
    await deploy(ids);

    const expected = Object.fromEntries(ids.map((id) => [id, tools]));
    const limit = pLimit(2);
    const pairs = ids.map((id) => limit(async () => [id, await inspectedTools(fileOf(id))] as const));
    expect(Object.fromEntries(await Promise.all(pairs))).toEqual(expected);

    await undeploy();
    for (const id of ids) expect(await setting.read(fileOf(id)), id).toBe(users);
    expect(await inspectedTools(fileOf("mcp-json"))).toContain(
      "Server 'memory' not found. Available servers: mine",
    );
  });

  it("Gemini CLI connects to the server, beside the user's comments", async () => {
    const file = fileOf("gemini-cli");
    const users =
      '{\n  // of my own\n  "mcpServers": {\n    "mine": { "command": "false" } // broken\n  }\n}\n';
    await setting.put(file, users);
    const mine = expect.stringMatching(/^✗ mine: false/);
    expect(await geminiServers()).toEqual([mine]);

    await deploy(["gemini-cli"]);
    expect(await geminiServers()).toEqual([mine, `✓ memory: ${command()}  (stdio) - Connected`]);

    await undeploy();
    expect(await setting.read(file)).toBe(users);
    expect(await geminiServers()).toEqual([mine]);
  });
});

/** The clients with Claude's notation and a place on Linux, but for those that get nothing twice: Warp. */
function readByInspector(): ClientId[] {
  const mine = clients.filter(
    ({ format, container, alsoReads }) =>
      format.startsWith("json") &&
      container.kind === "map" &&
      container.path.join() === "mcpServers" &&
      alsoReads === undefined,
  );
  return mine.filter((client) => placeOf(client.id) !== null).map(({ id }) => id);
}

const placeOf = (id: ClientId) =>
  clientById(id).file({ platform: "linux", home: setting.home, env: {} }, () => false);

/** Relative to the home folder. */
const fileOf = (id: ClientId) => relative(setting.home, placeOf(id)!);

const command = () => join(built.wrapper, "bin/mcp-memory");

async function deploy(ids: readonly ClientId[]): Promise<void> {
  const manifest = await setting.install(ids, {
    memory: {
      command: command(),
      checkSecrets: join(built.wrapper, "libexec/mcp-memory/check-secrets"),
      package: { name: "mcp-server-memory", version: null, path: built.server },
    },
  });
  const run = await setting.run(["deploy", "--manifest", manifest]);
  expect(run, run.stderr).toMatchObject({ code: 0, stderr: "" });
  for (const id of ids) expect(run.stdout).toContain(`${id}: added memory`);
}

async function undeploy(): Promise<void> {
  const run = await setting.run(["undeploy"]);
  expect(run, run.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining("removed memory") });
}

/** The names of the tools of the server `memory` of a file; what the inspector says where it fails. */
async function inspectedTools(file: string): Promise<string[] | string> {
  const config = ["--config", join(setting.home, file), "--server", "memory"];
  const { code, stdout, stderr } = await start("mcp-inspector", "--cli", ...config, "--method", "tools/list");
  return code === 0 ? toolNames(JSON.parse(stdout)) : `exit code ${code}: ${stderr}`;
}

const toolNames = (list: { readonly tools: readonly { readonly name: string }[] }) =>
  list.tools.map(({ name }) => name);

/** A line for each server, as `gemini mcp list` prints them. */
async function geminiServers(): Promise<string[]> {
  const { code, stdout, stderr } = await start("gemini", "mcp", "list");
  expect(code, stderr).toBe(0);
  // On which stream depends on whether there is a terminal.
  return `${stdout}\n${stderr}`.split("\n").filter((line) => /^\W \w+: /u.test(line));
}

/** Runs one of the installed programs, with the home folder and nothing of the developer's environment. */
async function start(program: string, ...words: string[]) {
  const { exitCode, stdout, stderr } = await execa(
    join(built.node, "bin/node"),
    [join(programs, "node_modules/.bin", program), ...words],
    {
      cwd: setting.home,
      env: {
        PATH: process.env.PATH,
        HOME: setting.home,
        NO_COLOR: "1",
        // Elsewhere Gemini CLI starts no servers, and says so.
        GEMINI_CLI_TRUST_WORKSPACE: "true",
      },
      extendEnv: false,
      reject: false,
      stdin: "ignore",
      timeout: 20_000,
    },
  );
  return { code: exitCode, stdout, stderr };
}

async function toolsOf(server: string): Promise<string[]> {
  const client = new Client({ name: "test", version: "0" });
  await client.connect(
    new StdioClientTransport({ command: join(server, "bin/mcp-server-memory"), stderr: "ignore" }),
  );
  const list = await client.listTools();
  await client.close();
  return toolNames(list);
}

async function build(): Promise<Built> {
  const { path, flags } = await nixpkgsForTests();
  const file = join(programs, "default.nix");
  await writeFile(
    file,
    `{ nixpkgs, root }:
let
  pkgs = import nixpkgs { overlays = [ (import (root + "/overlays")) ]; };
  mkMcpWrapper = pkgs.callPackage (root + "/modules/mk-mcp-wrapper.nix") { };
  server = pkgs.mcpServers.mcp-server-memory;
in
{
  node = pkgs.nodejs;
  inherit server;
  wrapper = mkMcpWrapper { name = "memory"; package = server; };
}
`,
  );
  const names = ["node", "server", "wrapper"] as const;
  const paths = { nixpkgs: path, root };
  const args = Object.entries(paths).flatMap(([name, value]) => ["--arg", name, value]);
  const { stdout } = await execa(
    "nix-build",
    ["--no-out-link", "--quiet", ...flags, file, ...args, ...names.flatMap((name) => ["--attr", name])],
    { env: requireNix().env, stdin: "ignore" },
  );
  const [node, server, wrapper] = stdout.trim().split("\n");
  return { node: node!, server: server!, wrapper: wrapper! };
}

/** Installs programs with the npm and the configuration of this machine; no script of theirs runs. */
async function install(packages: readonly string[]): Promise<void> {
  await mkdir(join(programs, "node_modules"));
  await writeFile(join(programs, "package.json"), "{}\n");
  const quiet = ["--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error", "--fetch-retries=1"];
  // The inspector wants a newer Node.js than the one that installs it.
  const words = ["install", "--prefix", programs, "--ignore-scripts", "--engine-strict=false", ...quiet];
  const { failed, stderr } = await execa("npm", [...words, ...packages], {
    cwd: programs,
    reject: false,
    stdin: "ignore",
    timeout: 100_000,
  });
  if (failed)
    throw new Error(`LIVE: npm cannot install ${packages.join(", ")}; is its registry there?\n${stderr}`);
}
