#!/usr/bin/env node
/**
 * The main job, from a fresh clone: adds a server of npm to a project in demo/, computes every hash and
 * writes the Nix for it. Needs Node and the npm registry, nothing else. May be run again.
 *
 *   npm run demo                       the server firecrawl-mcp
 *   npm run demo -- npm:tavily-mcp     another one, or several
 *
 * Exit: 0 done; else that of the step that failed (see `mcp-nixgen --help`).
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const demo = join(root, "demo");
const cli = join(root, "dist", "cli.js");
const defaultSource = "npm:firecrawl-mcp";

const asked = process.argv.slice(2);
const bad = asked.find((word) => !/^npm:./.test(word));
if (bad !== undefined) fail(`'${bad}' is no source`, "write npm:NAME or npm:NAME@VERSION", 2);
const sources = asked.length > 0 ? asked : [defaultSource];

await makeReady();
if (!existsSync(join(demo, "servers.yaml"))) {
  await mkdir(demo, { recursive: true });
  await mcpNixgen("init");
}
const missing = await notAddedYet(sources);
if (missing.length > 0) await mcpNixgen("add", ...missing);
await mcpNixgen("prefetch");
await mcpNixgen("generate");
process.stdout.write(`\n${(await summary()).join("\n")}\n`);

/** Builds the program where `npm ci` has not (its `prepare` script does). */
async function makeReady() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Node 20.19 or newer is needed, and this is ${process.versions.node}`);
  }
  if (!existsSync(join(root, "node_modules"))) fail("the dependencies are not installed", "run npm ci");
  if (existsSync(cli)) return;
  const code = await run([join(root, "scripts", "bundle.mjs")]);
  if (code !== 0 || !existsSync(cli)) fail("dist/ could not be built", "run npm ci");
}

/** Those sources that the demo's servers.yaml does not name; another version of the same package counts as named. */
async function notAddedYet(/** @type {readonly string[]} */ wanted) {
  const { servers } = await json("list");
  const there = new Set(servers.map((/** @type {{ source: string }} */ { source }) => packageOf(source)));
  return wanted.filter((source) => !there.has(packageOf(source)));
}

/** `npm:@scope/name@1.2.3` → `@scope/name` */
function packageOf(/** @type {string} */ source) {
  return /^npm:(.[^@]*)/.exec(source)?.[1] ?? source;
}

async function mcpNixgen(/** @type {string[]} */ ...args) {
  process.stdout.write(`\n$ mcp-nixgen ${args.join(" ")}\n`);
  const code = await run([cli, "--directory", demo, ...args]);
  // It has said why itself.
  if (code !== 0) fail(`'mcp-nixgen ${args[0]}' ended with exit code ${code}`, undefined, code);
}

async function summary() {
  const { servers } = await json("list");
  const locks = JSON.parse(await readFile(join(demo, "servers.lock.json"), "utf8")).servers;
  const files = (await readdir(demo, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const built = servers.length === 1 ? servers[0].name : "NAME";
  const width = Math.max(...sizes.map((size) => String(size).length));
  return [
    "Written to demo/:",
    ...files.map((file, index) => `  ${String(sizes[index]).padStart(width)} bytes  ${relative(root, file)}`),
    "",
    ...servers.flatMap((/** @type {{ name: string }} */ { name }) => about(name, locks[name])),
    "To build it and speak MCP with it:",
    "  scripts/get-nix.sh    # on Debian or Ubuntu without Nix: makes a private one",
    `  NIX_PATH=nixpkgs=/path/to/nixpkgs node dist/cli.js -C demo build ${built}`,
    "or, without a nixpkgs, on the tests' small stand-in for it (see test/nixpkgs/README.md):",
    "  node test/nixpkgs/bundle.mjs",
    `  NIX_PATH=nixpkgs=$PWD/test/nixpkgs node dist/cli.js -C demo build ${built}`,
  ];
}

/** @param {string} name @param {Record<string, any>} locked */
function about(name, locked) {
  const facts = [
    ["package", `${locked.package} ${locked.version}`],
    ["tarball", locked.src.hash],
    ["dependencies", String(locked.lockfile.packages)],
    ["npmDepsHash", locked.npmDeps?.hash ?? `none (${locked.strategy})`],
    ["command", locked.mainProgram],
    ["licence", locked.meta.license ?? "not stated"],
  ];
  return [name, ...facts.map(([key, value]) => `  ${key.padEnd(12)}  ${value}`), ""];
}

/** What a command says with --json. */
async function json(/** @type {string[]} */ ...args) {
  const chunks = /** @type {Buffer[]} */ ([]);
  const child = spawn(process.execPath, [cli, "--directory", demo, "--json", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  child.stdout.on("data", (chunk) => chunks.push(chunk));
  const code = await ended(child);
  const answer = JSON.parse(Buffer.concat(chunks).toString("utf8") || "{}");
  if (code !== 0) {
    fail(answer.errors?.[0]?.message ?? `'mcp-nixgen ${args[0]}' failed`, answer.errors?.[0]?.hint, code);
  }
  return answer;
}

/** Runs a script of ours on this Node, its output ours. */
function run(/** @type {string[]} */ args) {
  return ended(spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"], cwd: root }));
}

/**
 * The exit code. A Ctrl-C reaches the child by the terminal: it ends in order, and then we do.
 * @param {import("node:child_process").ChildProcess} child @returns {Promise<number>}
 */
function ended(child) {
  const wait = () => {};
  process.on("SIGINT", wait);
  const pass = () => child.kill("SIGTERM");
  process.on("SIGTERM", pass);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      process.off("SIGINT", wait);
      process.off("SIGTERM", pass);
      resolve(code ?? 1);
    });
  });
}

/** @param {string} message @param {string} [hint] @param {number} [code] @returns {never} */
function fail(message, hint, code = 1) {
  process.stderr.write(`demo: error: ${message}\n${hint === undefined ? "" : `demo: hint: ${hint}\n`}`);
  process.exit(code);
}
