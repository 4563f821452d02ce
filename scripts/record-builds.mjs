// Builds every package of overlays/ with real Nix on the stand-in package set, starts it and speaks MCP with it, and
// writes what came of it to overlays/builds.json, which docs/packages.md is made of. Needs Nix (scripts/get-nix.sh),
// the registries, and what test/nixpkgs needs of the host.
//
//   node scripts/record-builds.mjs               those that changed since they were last recorded
//   node scripts/record-builds.mjs NAME…         these
//   node scripts/record-builds.mjs --all
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { bundleStandIn } from "../test/nixpkgs/bundle.mjs";
import { bundle } from "./bundle.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const file = join(root, "overlays/builds.json");

/** @returns {Promise<Record<string, any>>} */
const read = async (/** @type {string} */ path) => JSON.parse(await readFile(path, "utf8"));

/** What stands for a lock here: a package whose lock has not changed need not be built again. */
const markOf = (/** @type {any} */ locked) => ({
  version: locked.version,
  kind: locked.kind,
  src: locked.src.hash,
});

/** What a name tells: the servers' own code reads variables of many purposes. */
const isSecret = (/** @type {string} */ name) =>
  /(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|PAT)$/.test(name) && !/^(?:GITHUB_ACTIONS|NPM)_/.test(name);

/**
 * Built: what it offered, and what it had to be given for that. Not built: why.
 * @param {any} server an entry of `build --json`, if it came that far
 * @param {string | undefined} failure
 */
function outcome(server, failure) {
  if (!server?.mcp?.ok)
    return { built: server?.outPath !== undefined && server.outPath !== null, reason: failure };
  const { tools, dummyEnv, dummyArgs } = server.mcp;
  const secrets = new Set([
    ...dummyEnv,
    ...server.environment.filter((/** @type {string} */ name) => isSecret(name)),
  ]);
  const answered = {
    built: true,
    tools: [...tools].sort(),
    secrets: [...secrets].sort(),
    needs: [...dummyEnv].sort(),
  };
  return dummyArgs.length > 0 ? { ...answered, arguments: dummyArgs } : answered;
}

async function main() {
  const asked = process.argv.slice(2).filter((word) => word !== "--all");
  const { servers: locks } = await read(join(root, "overlays/servers.lock.json"));
  const known = await read(file).catch(() => ({}));
  const unknown = asked.filter((name) => locks[name] === undefined);
  if (unknown.length > 0)
    throw new Error(`no lock of ${unknown.join(", ")}: run mcp-nixgen -C overlays prefetch`);
  const same = (/** @type {string} */ name) => {
    const { version, kind, src } = known[name] ?? {};
    return JSON.stringify({ version, kind, src }) === JSON.stringify(markOf(locks[name]));
  };
  const wanted = Object.keys(locks).filter((name) =>
    asked.length > 0 ? asked.includes(name) : process.argv.includes("--all") || !same(name),
  );
  await bundleStandIn();
  await bundle(join(root, "dist"));
  const results = Object.fromEntries(Object.entries(known).filter(([name]) => locks[name] !== undefined));
  for (const name of wanted) {
    process.stderr.write(`${name} …\n`);
    const cli = resolve(root, "dist/cli.js");
    const { stdout } = await execa(
      process.execPath,
      [cli, "-C", "overlays", "--json", "build", "--nixpkgs", resolve(root, "test/nixpkgs"), name],
      { cwd: root, reject: false, stderr: "inherit", env: { NIX_CONFIG: "sandbox = false" } },
    );
    const { servers = [], errors = [] } = JSON.parse(stdout || "{}");
    const result = outcome(servers[0], errors[0]?.message);
    results[name] = { ...markOf(locks[name]), ...result };
    process.stderr.write(`${name}: ${result.tools ? `${result.tools.length} tools` : result.reason}\n`);
    const sorted = Object.fromEntries(Object.entries(results).sort(([a], [b]) => (a < b ? -1 : 1)));
    await writeFile(file, `${JSON.stringify(sorted, null, 2)}\n`);
  }
}

await main();
