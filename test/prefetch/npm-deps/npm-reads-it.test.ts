import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { npmDepsTree } from "../../../src/prefetch/npm-deps/npm-deps.ts";
import { writeTree } from "../../nixpkgs/npm/prefetch-npm-deps/write-tree.ts";
import { lockOf, makeSetting, REGISTRY, type Setting } from "./setting.ts";

let setting: Setting;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-npm-"));
  setting = await makeSetting({
    alpha: {
      "1.0.0": {
        manifest: { dependencies: { "@scope/beta": "^2.0.0" } },
        files: { "index.js": "module.exports = 'alpha';\n" },
      },
    },
    "@scope/beta": {
      "2.0.0": { manifest: { bin: { beta: "cli.js" } }, files: { "cli.js": "#!/usr/bin/env node\n" } },
    },
  });
});

afterAll(async () => {
  await setting.remove();
  await rm(folder, { recursive: true, force: true });
});

/** npm with nothing of this machine's configuration, no network, and our tree for its cache. */
async function npm(cwd: string, cache: string, ...args: string[]): Promise<string> {
  const { stdout } = await execa("npm", [...args, "--offline", "--cache", cache, "--registry", REGISTRY], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, npm_config_update_notifier: "false" },
    extendEnv: false,
  });
  return stdout;
}

async function project(name: string, fetcherVersion: number): Promise<{ cwd: string; cache: string }> {
  const cwd = join(folder, name);
  const cache = join(folder, `${name}-cache`);
  const lock = lockOf(setting.registry, { alpha: "1.0.0", "@scope/beta": "2.0.0" });
  const { tree } = await npmDepsTree(lock, setting.options({ fetcherVersion }));
  await mkdir(cwd);
  await writeTree(tree, cache);
  await writeFile(join(cwd, "package.json"), JSON.stringify({ name: "made-here", version: "1.0.0" }));
  await writeFile(join(cwd, "package-lock.json"), lock);
  return { cwd, cache };
}

describe("npm takes the written tree for its cache", () => {
  it("npm ci --offline installs from it", async () => {
    const { cwd, cache } = await project("ci", 1);
    const manifest = { name: "made-here", version: "1.0.0", dependencies: { alpha: "1.0.0" } };
    const lock = JSON.parse(await readFile(join(cwd, "package-lock.json"), "utf8"));
    lock.packages[""].dependencies = manifest.dependencies;
    lock.packages["node_modules/alpha"].dependencies = { "@scope/beta": "^2.0.0" };
    await writeFile(join(cwd, "package.json"), JSON.stringify(manifest));
    await writeFile(join(cwd, "package-lock.json"), JSON.stringify(lock));
    await npm(cwd, cache, "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    expect(await readFile(join(cwd, "node_modules/alpha/index.js"), "utf8")).toContain("alpha");
    expect(await readFile(join(cwd, "node_modules/@scope/beta/cli.js"), "utf8")).toContain("node");
  });

  it("npm resolves from the packuments in it, as it does for workspaces", async () => {
    const { cwd, cache } = await project("resolve", 2);
    await rm(join(cwd, "package-lock.json"));
    await npm(cwd, cache, "install", "--package-lock-only", "--no-audit", "--no-fund", "alpha@1.0.0");
    const { packages } = JSON.parse(await readFile(join(cwd, "package-lock.json"), "utf8"));
    expect(packages["node_modules/@scope/beta"]).toMatchObject({
      version: "2.0.0",
      integrity: setting.registry.integrity("@scope/beta", "2.0.0"),
    });
    // The full form is asked for with another Accept header.
    expect(await npm(cwd, cache, "view", "@scope/beta@2.0.0", "bin", "--json")).toContain("cli.js");
  });

  it("and without packuments it cannot", async () => {
    const { cwd, cache } = await project("without", 1);
    await rm(join(cwd, "package-lock.json"));
    await expect(npm(cwd, cache, "install", "--package-lock-only", "alpha@1.0.0")).rejects.toThrow(
      "ENOTCACHED",
    );
  });
});
