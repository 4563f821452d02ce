import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { ContentCache } from "../../src/cache/content-cache.ts";
import { lockedServerSchema } from "../../src/config/lock-schema.ts";
import type { ServerSpec } from "../../src/config/servers-schema.ts";
import { githubLocker } from "../../src/project/github-locker.ts";
import type { Fetchers, LockJob } from "../../src/project/locker.ts";
import { recipeOf } from "../../src/project/recipes.ts";
import { loadGithubConfig } from "../../src/registry/github-config.ts";
import { loadNpmConfig } from "../../src/registry/npm-config.ts";
import { parseGithubSource } from "../../src/sources/github/spec.ts";
import { NpmRegistry } from "../../src/sources/npm/npm-registry.ts";
import { type FakeFile, type FakeGithub, startFakeGithub } from "../support/fake-github.ts";
import { describeNix, requireNix } from "../support/nix.ts";
import { nixpkgsForTests } from "../support/nixpkgs.ts";
import { zstdOfNixpkgs } from "../support/zstd-of-nixpkgs.ts";
import { buildPackage, type PackageFolder, packageFolder } from "./stand-in-packages.ts";

// LIVE: downloads from the npm registry (Node.js, npm, pnpm, yarn, and two small packages). Repositories are made here and
// served by a local server.

/** A server by hand, small enough to see through, that cannot start without its dependency. */
const source = `#!/usr/bin/env node
const isOdd = require("is-odd");
const answers = {
  initialize: () => ({ protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: NAME, version: "1" } }),
  "tools/list": () => ({ tools: [{ name: "odd-" + isOdd(3), inputSchema: { type: "object" } }] }),
};
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method } = JSON.parse(line);
  if (id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id, result: (answers[method] ?? (() => ({})))() }));
});
`;
const server = (name: string) => source.replace("NAME", JSON.stringify(name));

/** Copies src to dist: a build that needs nothing but Node. */
const build = 'require("node:fs").cpSync("src", "dist", { recursive: true });\n';

let github: FakeGithub;
let registry: NpmRegistry;
let zstd: Awaited<ReturnType<typeof zstdOfNixpkgs>>;
const folders: PackageFolder[] = [];
/** name@version → tarball and integrity. */
const dist = new Map<string, { tarball: string; integrity: string }>();

beforeAll(async () => {
  github = await startFakeGithub();
  vi.stubEnv("MCP_NIXGEN_GITHUB_URL", github.url);
  registry = new NpmRegistry(await loadNpmConfig(process.cwd()), ContentCache.atDefault());
  for (const spec of ["is-odd@3.0.1", "is-number@6.0.0"]) {
    const { stdout } = await execa("npm", ["view", spec, "dist", "--json"]);
    dist.set(spec, JSON.parse(stdout));
  }
  const { path, flags } = await nixpkgsForTests();
  const { stdout: node } = await execa(
    "nix",
    [
      "build",
      "--no-link",
      "--print-out-paths",
      "--extra-experimental-features",
      "nix-command",
      ...flags,
      "--impure",
      "--expr",
      `(import ${path} { }).nodejs_24`,
    ],
    { env: requireNix().env },
  );
  zstd = await zstdOfNixpkgs(join(node.trim(), "bin/node"));
  vi.stubEnv("PATH", `${zstd.folder}:${process.env.PATH}`);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await github?.close();
  await zstd?.remove();
  for (const folder of folders) await folder.remove();
});

const packageJson = (extra: object = {}) =>
  JSON.stringify({
    name: "odd-server",
    version: "1.2.0",
    license: "MIT",
    bin: { "odd-server": "dist/server.js" },
    scripts: { build: "node build.js" },
    dependencies: { "is-odd": "3.0.1" },
    ...extra,
  });

const entry = (spec: string) => dist.get(spec)!;

function packageLock(root: object = {}, more: object = {}): string {
  const locked = (spec: string, extra: object = {}) => ({
    version: spec.split("@")[1],
    resolved: entry(spec).tarball,
    integrity: entry(spec).integrity,
    ...extra,
  });
  return JSON.stringify({
    name: "odd-server",
    version: "1.2.0",
    lockfileVersion: 3,
    requires: true,
    packages: {
      "": {
        name: "odd-server",
        version: "1.2.0",
        dependencies: { "is-odd": "3.0.1" },
        bin: { "odd-server": "dist/server.js" },
        ...root,
      },
      ...more,
      "node_modules/is-number": locked("is-number@6.0.0"),
      "node_modules/is-odd": locked("is-odd@3.0.1", { dependencies: { "is-number": "^6.0.0" } }),
    },
  });
}

const pnpmLock = (importers: string) => `lockfileVersion: '9.0'

settings:
  autoInstallPeers: true
  excludeLinksFromLockfile: false

importers:
${importers}
packages:

  is-number@6.0.0:
    resolution: {integrity: ${entry("is-number@6.0.0").integrity}}
    engines: {node: '>=0.10.0'}

  is-odd@3.0.1:
    resolution: {integrity: ${entry("is-odd@3.0.1").integrity}}
    engines: {node: '>=4'}

snapshots:

  is-number@6.0.0: {}

  is-odd@3.0.1:
    dependencies:
      is-number: 6.0.0
`;

const yarnLock = () => `# yarn lockfile v1


is-number@^6.0.0:
  version "6.0.0"
  resolved "${entry("is-number@6.0.0").tarball}"
  integrity ${entry("is-number@6.0.0").integrity}

is-odd@3.0.1:
  version "3.0.1"
  resolved "${entry("is-odd@3.0.1").tarball}"
  integrity ${entry("is-odd@3.0.1").integrity}
  dependencies:
    is-number "^6.0.0"
`;

/** Locks a repository of these files, has Nix build what is emitted, and asks the server for its tools. */
async function road(
  name: string,
  files: Record<string, FakeFile>,
  spec: Partial<ServerSpec> = {},
  tag = "v1.2.0",
) {
  const repository = await github.repository(`acme/${name}`);
  await repository.commit(files);
  await repository.tag(tag);
  repository.release(tag);
  const asked: ServerSpec = { name, source: `github:acme/${name}`, ...spec };
  const job: LockJob = {
    style: "nixpkgs",
    fetchers: {
      cache: async () => registry.cache,
      npm: async () => registry,
      github: () => loadGithubConfig(),
    } as Partial<Fetchers> as Fetchers,
  };
  const from = parseGithubSource(asked.source.slice("github:".length));
  const settled = await githubLocker.settle(from, asked, job);
  const { locked } = await githubLocker.lock(from, settled.server, { ...job, previous: undefined });
  lockedServerSchema.parse(locked);
  const again = await githubLocker.lock(from, settled.server, { ...job, previous: locked });
  expect(again.locked).toEqual(locked);
  const places = {
    cache: registry.cache,
    folder: "/nowhere",
    defaultRegistry: async () => registry.config.defaultRegistry,
  };
  const emitted = await recipeOf(locked).files(name, locked, places, "nixpkgs");
  const { "package.nix": nix = "", ...others } = Object.fromEntries(
    emitted!.map(({ path, contents }) => [path, contents]),
  );
  const folder = await packageFolder(nix, others);
  folders.push(folder);
  const built = await buildPackage(folder.path);
  if (!built.ok) throw new Error(`${nix}\n${built.log.slice(-6000)}`);
  const client = new Client({ name: "test", version: "1" });
  await client.connect(
    new StdioClientTransport({ command: join(built.stdout.trim(), "bin", locked.mainProgram) }),
  );
  const { tools } = await client.listTools();
  await client.close();
  return { locked, nix, tools: tools.map((tool) => tool.name), out: built.stdout.trim() };
}

describeNix("a repository built by Nix", { timeout: 600_000 }, () => {
  it("with npm", async () => {
    const { locked, tools } = await road("odd-npm", {
      "package.json": packageJson(),
      "package-lock.json": packageLock(),
      ".gitignore": "dist\nnode_modules\n",
      "build.js": build,
      "src/server.js": server("npm"),
    });
    expect(tools).toEqual(["odd-true"]);
    expect(locked).toMatchObject({ strategy: "npm", ignoreFiles: true, lockfile: { origin: "repository" } });
  });

  it("with npm, without a lockfile and with a folder of its own", async () => {
    const { locked, tools, nix } = await road(
      "odd-none",
      {
        "other/package.json": "{}",
        "servers/odd/package.json": packageJson({ bin: undefined, main: "src/server.js", scripts: {} }),
        "servers/odd/src/server.js": server("none"),
      },
      { source: "github:acme/odd-none/servers/odd" },
    );
    expect(tools).toEqual(["odd-true"]);
    expect(locked).toMatchObject({
      root: "servers/odd",
      install: "tree",
      lockfile: { origin: "generated" },
      builds: [],
    });
    expect(nix).toContain('sourceRoot = "${finalAttrs.src.name}/servers/odd";');
  });

  it("a workspace of npm, its packages built in the order of their need", async () => {
    const { locked, tools } = await road("odd-workspace", {
      "package.json": JSON.stringify({
        name: "root",
        private: true,
        version: "1.2.0",
        workspaces: ["packages/*"],
      }),
      "package-lock.json": packageLock(
        { name: "root", dependencies: undefined, bin: undefined, workspaces: ["packages/*"] },
        {
          "node_modules/core": { resolved: "packages/core", link: true },
          "node_modules/odd-server": { resolved: "packages/server", link: true },
          "packages/core": { version: "1.0.0", dependencies: { "is-odd": "3.0.1" } },
          "packages/server": {
            name: "odd-server",
            version: "1.2.0",
            dependencies: { core: "1.0.0" },
            bin: { "odd-server": "dist/server.js" },
          },
        },
      ),
      "packages/core/package.json": JSON.stringify({
        name: "core",
        version: "1.0.0",
        main: "dist/index.js",
        scripts: { build: "node build.js" },
        dependencies: { "is-odd": "3.0.1" },
      }),
      "packages/core/build.js": build,
      "packages/core/src/index.js": 'module.exports = require("is-odd");\n',
      "packages/server/package.json": packageJson({ dependencies: { core: "1.0.0" } }),
      "packages/server/build.js": `require("core");\n${build}`,
      "packages/server/src/server.js": server("workspace").replace('"is-odd"', '"core"'),
    });
    expect(tools).toEqual(["odd-true"]);
    expect(locked).toMatchObject({ folder: "packages/server", install: "tree" });
    expect("builds" in locked && locked.builds.map(({ folder }) => folder)).toEqual([
      "packages/core",
      "packages/server",
    ]);
  });

  it("with pnpm, whose own store has the hash that was computed", async () => {
    const { locked, tools } = await road("odd-pnpm", {
      "package.json": packageJson({ packageManager: "pnpm@9.1.0" }),
      "pnpm-lock.yaml": pnpmLock(
        "\n  .:\n    dependencies:\n      is-odd:\n        specifier: 3.0.1\n        version: 3.0.1\n",
      ),
      "build.js": build,
      "src/server.js": server("pnpm"),
    });
    expect(tools).toEqual(["odd-true"]);
    expect(locked).toMatchObject({ strategy: "pnpm", deps: { fetcherVersion: 3 } });
  });

  it("with yarn", async () => {
    const { locked, tools, out } = await road("odd-yarn", {
      "package.json": packageJson({ files: ["dist"] }),
      "yarn.lock": yarnLock(),
      "build.js": build,
      "src/server.js": server("yarn"),
    });
    expect(tools).toEqual(["odd-true"]);
    expect(locked).toMatchObject({ strategy: "yarn", install: "package" });
    expect((await readdir(join(out, "lib/node_modules/odd-server"))).sort()).toEqual([
      "dist",
      "node_modules",
      "package.json",
    ]);
  });
});
