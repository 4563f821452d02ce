import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { ContentCache } from "../../src/cache/content-cache.ts";
import { pythonSystems } from "../../src/config/lock-python-file-schema.ts";
import type { LockedPythonServer } from "../../src/config/lock-python-schema.ts";
import { pythonLockedNix } from "../../src/emit/python-locked-nix.ts";
import { probeServer } from "../../src/mcp/probe.ts";
import { resolveClosure } from "../../src/prefetch/python/resolve-closure.ts";
import { pythonIndex } from "../../src/project/python-index.ts";
import { loadPypiConfig } from "../../src/registry/pypi-config.ts";
import { PypiIndexClient } from "../../src/sources/pypi/index-client.ts";
import { describePython } from "../support/languages.ts";
import { describeNix } from "../support/nix.ts";
import { buildPackage } from "./stand-in-packages.ts";

// LIVE: the Python index that pip or uv of this machine use, for resolving and for the wheels that Nix fetches.

/** Compiled dependencies, and an SDK whose next major version it does not start with. */
const [project, version] = ["mcp-server-sqlite", "2025.4.25"];

let server: LockedPythonServer;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "python-locked-"));
  const cache = new ContentCache(join(folder, "cache"));
  const client = new PypiIndexClient(await loadPypiConfig(folder), cache);
  const { closure } = await resolveClosure(`${project}==${version}`, {
    python: "3.13",
    systems: pythonSystems,
    index: pythonIndex(client, true),
    cache,
  });
  await rm(folder, { recursive: true, force: true });
  const own = closure.wheels.find(({ name }) => name === project);
  server = {
    spec: `pypi:${project}@${version}`,
    kind: "python",
    package: project,
    version,
    src: own!.src,
    extras: [],
    python: "3.13",
    pythonAsked: false,
    strategy: "locked",
    strategyReason: "for a test",
    bins: { [project]: "mcp_server_sqlite:main" },
    mainProgram: project,
    nixpkgs: null,
    closure,
    meta: {
      description: "SQLite",
      homepage: null,
      changelog: null,
      license: "MIT",
      requiresPython: null,
      yanked: null,
    },
  };
}, 600_000);

describePython(describeNix)("strategy locked", { timeout: 600_000 }, () => {
  test("is for all four systems, with compiled wheels of each", () => {
    const { systems, wheels, libraries } = server.closure!;
    expect(systems).toEqual(pythonSystems);
    for (const system of pythonSystems) {
      expect(wheels.some((file) => file.systems?.includes(system) && file.name === "pydantic-core")).toBe(
        true,
      );
    }
    expect(libraries).toContain("libgcc_s.so.1");
  });

  async function built(change: (text: string) => string = (text) => text) {
    const folder = await mkdtemp(join(tmpdir(), "python-locked-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, "package.nix"), change(pythonLockedNix(project, server)));
    return { folder, answer: await buildPackage(folder) };
  }

  test("is built without an index, and answers", async () => {
    const { folder, answer } = await built();
    expect(answer.ok, answer.log).toBe(true);
    const probe = await probeServer(
      {
        command: `${answer.stdout}/bin/${project}`,
        args: [],
        cwd: folder,
        env: { PATH: "/usr/bin:/bin", HOME: folder },
      },
      { timeoutMs: 60_000 },
    );
    expect(probe).toMatchObject({ ok: true, answer: { tools: expect.arrayContaining(["read_query"]) } });
  });

  test("fails where a wheel is missing, or has not the hash that is written", async () => {
    const missing = await built((text) => text.replace(/^ +"anyio-.*\n/m, ""));
    expect(missing.answer.ok).toBe(false);
    expect(missing.answer.log).toContain("No matching distribution found for anyio");
    const wrong = await built((text) => text.replace(/("anyio-[^"]*" =\s*"sha256-)..../, "$1AAAA"));
    expect(wrong.answer.ok).toBe(false);
    expect(wrong.answer.log).toContain("hash mismatch");
  });

  test("fails where a library is not given", async () => {
    const { answer } = await built((text) => text.replace("[ stdenv.cc.cc.lib ]", "[ ]"));
    expect(answer.ok).toBe(false);
    expect(answer.log).toContain("could not satisfy dependency libgcc_s.so.1");
  });
});
