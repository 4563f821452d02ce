import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ContentCache } from "../../src/cache/content-cache.ts";
import type { ServerSpec } from "../../src/config/servers-schema.ts";
import { probeServer } from "../../src/mcp/probe.ts";
import { githubLocker } from "../../src/project/github-locker.ts";
import type { Fetchers, LockJob } from "../../src/project/locker.ts";
import { recipeOf } from "../../src/project/recipes.ts";
import { loadGithubConfig } from "../../src/registry/github-config.ts";
import { loadPypiConfig } from "../../src/registry/pypi-config.ts";
import { parseGithubSource } from "../../src/sources/github/spec.ts";
import { PypiIndexClient } from "../../src/sources/pypi/index-client.ts";
import { type FakeGithub, startFakeGithub } from "../support/fake-github.ts";
import { describeNix } from "../support/nix.ts";
import { buildPackage, packageFolder } from "./stand-in-packages.ts";

// LIVE: the Python index that pip or uv of this machine use, for resolving and for the wheels that Nix fetches. The repository
// is made here and served by a local server.

/** A server by hand, small enough to see through, that cannot start without its dependency, and knows its version. */
const app = `import importlib.metadata, json, sys
import click

def main():
    for line in sys.stdin:
        message = json.loads(line)
        if "id" not in message:
            continue
        answers = {
            "initialize": {
                "protocolVersion": "2025-06-18",
                "capabilities": {"tools": {}},
                "serverInfo": {"name": "demo", "version": importlib.metadata.version("demo-mcp")},
            },
            "tools/list": {"tools": [{"name": click.__name__ + "-tool", "inputSchema": {"type": "object"}}]},
        }
        print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": answers.get(message["method"], {})}), flush=True)
`;

const pyproject = `[build-system]
requires = ["hatchling", "hatch-vcs"]
build-backend = "hatchling.build"

[project]
name = "demo-mcp"
dynamic = ["version"]
dependencies = ["click>=8"]

[project.scripts]
demo-mcp = "demo_mcp.app:main"

[tool.hatch.version]
source = "vcs"
`;

let github: FakeGithub;
let folder: string;
let job: LockJob;
beforeAll(async () => {
  github = await startFakeGithub();
  vi.stubEnv("MCP_NIXGEN_GITHUB_URL", github.url);
  folder = await mkdtemp(join(tmpdir(), "python-repository-"));
  const cache = new ContentCache(join(folder, "cache"));
  const client = new PypiIndexClient(await loadPypiConfig(folder), cache);
  const fetchers = {
    cache: async () => cache,
    pypi: async () => client,
    nixpkgsPython: async () => null,
    github: () => loadGithubConfig(),
  } as Partial<Fetchers> as Fetchers;
  job = { fetchers, style: "overlay" };
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await github.close();
  await rm(folder, { recursive: true, force: true });
});

describeNix("a Python server in a repository's folder", { timeout: 600_000 }, () => {
  test.each(["locked", "nixpkgs"] as const)("is built by strategy %s, and answers", async (strategy) => {
    const name = `demo-${strategy}`;
    const repository = await github.repository(`acme/${name}`);
    await repository.commit({
      "README.md": "more than the server",
      "server/pyproject.toml": pyproject,
      "server/src/demo_mcp/__init__.py": "",
      "server/src/demo_mcp/app.py": app,
      // What would be taken for Python's own module, were the tree looked into.
      "server/venv.py": "raise SystemExit(1)\n",
    });
    await repository.tag("v1.2.0");
    const server: ServerSpec = { name, source: `github:acme/${name}/server`, strategy };
    const source = parseGithubSource(server.source.slice("github:".length));
    const { locked } = await githubLocker.lock(source, server, { ...job, previous: undefined });
    const places = {
      cache: await job.fetchers.cache(),
      folder,
      defaultRegistry: () => Promise.reject(new Error("not of use here")),
    };
    const [file] = (await recipeOf(locked).files(name, locked, places, "overlay")) ?? [];
    const made = await packageFolder(file!.contents);
    const answer = await buildPackage(made.path);
    await made.remove();
    expect(answer.ok, answer.log).toBe(true);
    const probe = await probeServer(
      {
        command: `${answer.stdout}/bin/demo-mcp`,
        args: [],
        cwd: folder,
        env: { PATH: "/usr/bin:/bin", HOME: folder },
      },
      { timeoutMs: 60_000 },
    );
    expect(probe).toMatchObject({
      ok: true,
      answer: { serverInfo: { version: "1.2.0" }, tools: ["click-tool"] },
    });
  });
});
