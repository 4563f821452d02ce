import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { execa } from "execa";
import { type FakePackage, startFakeRegistry } from "../support/fake-registry.ts";

/** A project of many servers, locked, and the program as it is published to run in it. */
export interface ManyServers {
  readonly folder: string;
  /** Packages of each distinct lockfile, smallest and largest. */
  readonly packages: readonly [least: number, most: number];
  /** Bytes of one generated package-lock.json, on average. */
  readonly lockfileBytes: number;
  /** Runs the program, which must succeed. Milliseconds of its process, start to end. */
  run(...args: string[]): Promise<number>;
  remove(): Promise<void>;
}

/** Distinct servers: resolving takes a second each, so larger projects name each several times. */
const DISTINCT = 20;
const POOL = 400;

/**
 * @param count servers; above 20, the same ones again under other names
 * @param style as in servers.yaml
 */
export async function manyServers(count: number, style: "nixpkgs" | "overlay"): Promise<ManyServers> {
  const fake = await startFakeRegistry({ packages: registryOfMany() });
  const folder = await mkdtemp(path.resolve("node_modules/.bench-servers-"));
  try {
    const project = path.join(folder, "project");
    await mkdir(project);
    await writeFile(path.join(folder, ".npmrc"), `registry=${fake.url}\n`);
    await execa(process.execPath, ["scripts/bundle.mjs", path.join(folder, "dist")]);
    const cli = path.join(folder, "dist/cli.js");
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      XDG_CACHE_HOME: path.join(folder, "cache"),
      npm_config_cache: path.join(folder, "npm-cache"),
    };
    const run = async (...args: string[]) => {
      const start = performance.now();
      await execa(process.execPath, [cli, ...args], { cwd: project, env, extendEnv: false, stdin: "ignore" });
      return performance.now() - start;
    };
    await writeServers(project, style, DISTINCT);
    await run("prefetch");
    const locks = await repeatLocks(project, count);
    await writeServers(project, style, count);
    await run("generate");
    const sizes = Object.values(locks).map((lock) => lock.lockfile.packages);
    const lockfile = path.join(project, "overlays/packages", nameOf(0), "package-lock.json");
    return {
      folder: project,
      packages: [Math.min(...sizes), Math.max(...sizes)],
      lockfileBytes: (await readFile(lockfile)).length,
      run,
      remove: () => rm(folder, { recursive: true, force: true }),
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  } finally {
    await fake.close();
  }
}

const nameOf = (index: number) => `server-${String(index).padStart(3, "0")}`;

async function writeServers(project: string, style: string, count: number): Promise<void> {
  const servers = Array.from({ length: count }, (_, index) => {
    return `  ${nameOf(index)}:\n    source: npm:bench-server-${index % DISTINCT}\n`;
  });
  const text = `settings:\n  style: ${style}\nservers:\n${servers.join("")}`;
  await writeFile(path.join(project, "servers.yaml"), text);
}

async function repeatLocks(
  project: string,
  count: number,
): Promise<Record<string, { lockfile: { packages: number } }>> {
  const file = path.join(project, "servers.lock.json");
  const locks = JSON.parse(await readFile(file, "utf8"));
  for (let index = DISTINCT; index < count; index++) {
    locks.servers[nameOf(index)] = locks.servers[nameOf(index % DISTINCT)];
  }
  await writeFile(file, `${JSON.stringify(locks, null, 2)}\n`);
  return locks.servers;
}

/** Servers with a dozen direct dependencies each, of a pool in which every package needs some later ones. */
function registryOfMany(): Record<string, FakePackage> {
  const packages: Record<string, FakePackage> = {};
  let seed = 7;
  const random = (below: number) => {
    // A fixed sequence, so that every run has the same lockfiles.
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
  const manifest = (dependencies: Record<string, string>) => ({
    license: "MIT",
    engines: { node: ">=18" },
    funding: { url: "https://example.org/sponsor" },
    dependencies,
  });
  for (let index = 0; index < POOL; index++) {
    const some = Array.from({ length: (index % 3) + (index % 2) }, () => index + 1 + random(60)).filter(
      (one) => one < POOL,
    );
    packages[poolName(index)] = { versions: { "1.2.3": { manifest: manifest(rangesOf(some)) } } };
  }
  for (let index = 0; index < DISTINCT; index++) {
    const some = Array.from({ length: 12 }, () => random(POOL / 2));
    packages[`bench-server-${index}`] = {
      versions: {
        "1.0.0": {
          manifest: { ...manifest(rangesOf(some)), bin: "cli.js", description: "A server of a bench" },
          files: { "cli.js": "#!/usr/bin/env node\n" },
        },
      },
    };
  }
  return packages;
}

const poolName = (index: number) => `@bench/some-dependency-${index}`;

const rangesOf = (some: readonly number[]) =>
  Object.fromEntries(some.map((index) => [poolName(index), "^1.0.0"]));
