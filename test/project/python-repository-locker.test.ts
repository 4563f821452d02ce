import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LockedPythonServer, lockedPythonServerSchema } from "../../src/config/lock-python-schema.ts";
import type { ServerSpec } from "../../src/config/servers-schema.ts";
import { githubLocker } from "../../src/project/github-locker.ts";
import type { Fetchers } from "../../src/project/locker.ts";
import { pythonRecipe } from "../../src/project/python-recipe.ts";
import { loadGithubConfig } from "../../src/registry/github-config.ts";
import { parseGithubSource } from "../../src/sources/github/spec.ts";
import type { NixpkgsPython } from "../../src/sources/pypi/nixpkgs-python.ts";
import { type FakeFile, type FakeGithub, startFakeGithub } from "../support/fake-github.ts";
import { type FakeRelease, sha256Hex, wheel } from "../support/fake-index.ts";
import { type TestIndex, testIndex } from "../support/pypi-client.ts";

// The resolver is the machine's own, uv or pip, with an index and a GitHub of ours.

const timeout = 120_000;

const pyproject = (lines: readonly string[] = [], dependencies: readonly string[] = ["leaf>=1"]) =>
  [
    "[build-system]",
    'requires = ["hatchling", "hatch-vcs"]',
    'build-backend = "hatchling.build"',
    "[project]",
    'name = "Demo_MCP"',
    'dynamic = ["version"]',
    'description = "Says hello"',
    'license = "MIT"',
    'requires-python = ">=3.11"',
    `dependencies = ${JSON.stringify(dependencies)}`,
    "[project.scripts]",
    'demo-mcp = "demo_mcp.app:main"',
    ...lines,
  ].join("\n");

const sources = { "src/demo_mcp/__init__.py": "", "src/demo_mcp/app.py": "def main(): pass\n" };
const leaf = (version: string) => wheel({ name: "leaf", version });
const builder = (name: string) => [wheel({ name, version: "1.5" } satisfies FakeRelease)];
const index = () => ({
  leaf: [leaf("1.0"), leaf("1.1"), leaf("2.0")],
  hatchling: builder("hatchling"),
  "hatch-vcs": builder("hatch-vcs"),
});

const uvLock = (packages: string, version = "1.1", hash = sha256Hex(leaf("1.1").bytes)) => `version = 1
revision = 3
requires-python = ">=3.11"

[[package]]
name = "demo-mcp"
source = { editable = "${packages}" }
dependencies = [{ name = "leaf" }]

[package.dev-dependencies]
dev = [{ name = "pytest" }]

[[package]]
name = "leaf"
version = "${version}"
source = { registry = "https://index.example/simple" }
wheels = [
    { url = "https://files.example/leaf-${version}-py3-none-any.whl", hash = "sha256:${hash}", size = 1 },
]

[[package]]
name = "pytest"
version = "99"
source = { registry = "https://index.example/simple" }
`;

let github: FakeGithub;
let home: string;
beforeAll(async () => {
  github = await startFakeGithub();
  home = await mkdtemp(join(tmpdir(), "python-repository-"));
});
afterAll(async () => {
  await github.close();
  await rm(home, { recursive: true, force: true });
});

let count = 0;
/** @returns its source in servers.yaml */
async function repository(files: Readonly<Record<string, FakeFile>>, tag: string | null = "v1.2.0") {
  count += 1;
  const made = await github.repository(`acme/demo-${count}`);
  await made.commit(files);
  if (tag !== null) await made.tag(tag);
  return `github:acme/demo-${count}`;
}

type Asked = Partial<ServerSpec> & { source: string };

async function jobOf({ client, cache }: Pick<TestIndex, "client" | "cache">, nixpkgs: NixpkgsPython | null) {
  const config = await loadGithubConfig({ HOME: home, MCP_NIXGEN_GITHUB_URL: github.url });
  const fetchers = {
    cache: async () => cache,
    pypi: async () => client,
    nixpkgsPython: async () => nixpkgs,
    github: async () => config,
  } as Partial<Fetchers> as Fetchers;
  return { fetchers, style: "nixpkgs" } as const;
}

async function lock(
  at: TestIndex,
  asked: Asked,
  more: { nixpkgs?: NixpkgsPython; previous?: LockedPythonServer } = {},
) {
  const server = { name: "demo", ...asked } as ServerSpec;
  const source = parseGithubSource(server.source.slice("github:".length));
  const job = { ...(await jobOf(at, more.nixpkgs ?? null)), previous: more.previous };
  const { locked, notes } = await githubLocker.lock(source, server, job);
  expect(lockedPythonServerSchema.parse(locked)).toEqual(locked);
  return { locked: locked as LockedPythonServer, notes };
}

const filesOf = ({ closure }: LockedPythonServer) => closure?.wheels.map(({ src }) => src.file);

describe("a Python server in a repository", { timeout }, () => {
  test("is looked up without being run", async () => {
    const source = await repository({ ...sources, "pyproject.toml": pyproject() });
    const asked = { name: "demo", source } as ServerSpec;
    const at = await testIndex();
    const parsed = parseGithubSource(source.slice("github:".length));
    expect(await githubLocker.settle(parsed, asked, await jobOf(at, null))).toMatchObject({
      package: "demo-mcp",
      version: "1.2.0",
      mainProgram: "demo-mcp",
      facts: { language: "python", tag: "v1.2.0", commands: ["demo-mcp"] },
    });
  });

  test("is locked with what it needs, and with what its build needs", async () => {
    const source = await repository({ ...sources, "pyproject.toml": pyproject() });
    const at = await testIndex(index());
    const { locked, notes } = await lock(at, { source });
    expect(locked).toMatchObject({
      package: "demo-mcp",
      version: "1.2.0",
      src: { type: "github", owner: "acme", tag: "v1.2.0", subfolder: "" },
      strategy: "locked",
      bins: { "demo-mcp": "demo_mcp.app:main" },
      nixpkgs: null,
      meta: { description: "Says hello", license: "MIT", requiresPython: ">=3.11" },
    });
    expect(filesOf(locked)).toEqual(["leaf-2.0-py3-none-any.whl"]);
    expect(locked.closure?.ownBuild).toMatchObject({
      requires: [{ name: "hatch-vcs" }, { name: "hatchling" }],
      env: { SETUPTOOLS_SCM_PRETEND_VERSION: "1.2.0" },
    });
    expect(notes.filter((note) => !note.includes("release"))).toEqual([]);
    expect(pythonRecipe.dependencies(locked)).toBe(1);
    expect(pythonRecipe.code(locked)).toBe("libexec/lib/python3.13/site-packages/demo_mcp");
    // As long as nothing changes there, later versions on the index do not count.
    const fewer = await testIndex({ ...index(), leaf: [leaf("1.0"), leaf("2.0"), leaf("2.1")] });
    expect((await lock(fewer, { source }, { previous: locked })).locked.closure).toEqual(locked.closure);
  });

  test("has the versions of its uv.lock, that of the workspace around it too", async () => {
    const source = await repository({
      ...Object.fromEntries(Object.entries(sources).map(([path, text]) => [`packages/demo/${path}`, text])),
      "packages/demo/pyproject.toml": pyproject(),
      "uv.lock": uvLock("packages/demo"),
    });
    const { locked, notes } = await lock(await testIndex(index()), { source: `${source}/packages/demo` });
    expect(filesOf(locked)).toEqual(["leaf-1.1-py3-none-any.whl"]);
    expect(locked.src).toMatchObject({ subfolder: "packages/demo" });
    expect(notes.join("\n")).not.toContain("uv.lock");
  });

  test("says where its uv.lock could not be kept to", async () => {
    const source = await repository({
      ...sources,
      "pyproject.toml": pyproject([], ["leaf>=1.1"]),
      "uv.lock": uvLock(".", "1.0"),
    });
    const { locked, notes } = await lock(await testIndex(index()), { source });
    expect(filesOf(locked)).toEqual(["leaf-2.0-py3-none-any.whl"]);
    expect(notes).toContainEqual(expect.stringContaining("leaf 2.0 (1.0)"));
  });

  test("is refused where the index has other bytes than its uv.lock says", async () => {
    const files = {
      ...sources,
      "pyproject.toml": pyproject(),
      "uv.lock": uvLock(".", "1.1", "0".repeat(64)),
    };
    await expect(lock(await testIndex(index()), { source: await repository(files) })).rejects.toMatchObject({
      code: "E_INTEGRITY",
      where: "demo",
      message: expect.stringContaining("leaf-1.1-py3-none-any.whl"),
    });
  });

  test("is built with nixpkgs' packages where they do", async () => {
    const source = await repository({ ...sources, "pyproject.toml": pyproject() }, null);
    const versions: Record<string, string> = { leaf: "1.3", hatchling: "1.27", "hatch-vcs": "0.5" };
    const nixpkgs = {
      revision: "0123abc",
      has: () => true,
      versionOf: (_: string, attr: string) => versions[attr] ?? null,
    };
    const at = await testIndex(index());
    const { locked } = await lock(at, { source }, { nixpkgs });
    expect(locked).toMatchObject({
      version: "0-unstable-2023-11-14",
      strategy: "nixpkgs",
      closure: null,
      nixpkgs: {
        src: { type: "github", tag: null },
        buildSystem: ["hatch-vcs", "hatchling"],
        env: { SETUPTOOLS_SCM_PRETEND_VERSION: "0" },
        dependencies: [{ attr: "leaf" }],
        imports: ["demo_mcp"],
      },
    });
    expect(pythonRecipe.stale({ name: "demo", source } as ServerSpec, locked, "overlay")).toBeNull();
  });

  test("of Poetry, and of setuptools with a list beside it, is read too", async () => {
    const poetry = [
      "[build-system]",
      'requires = ["hatchling"]',
      'build-backend = "hatchling.build"',
      "[tool.poetry]",
      'name = "demo-mcp"',
      'version = "3"',
      'description = "By Poetry"',
      "[tool.poetry.dependencies]",
      'python = "^3.10"',
      'leaf = "^1.0"',
      "[tool.poetry.scripts]",
      'demo-mcp = "demo_mcp.app:main"',
    ].join("\n");
    const at = await testIndex(index());
    const first = await lock(at, { source: await repository({ ...sources, "pyproject.toml": poetry }) });
    expect(filesOf(first.locked)).toEqual(["leaf-1.1-py3-none-any.whl"]);
    expect(first.locked.meta.description).toBe("By Poetry");
    const listed = pyproject(["[tool.setuptools.dynamic]", 'dependencies = { file = ["needs.txt"] }'])
      .replace('dynamic = ["version"]', 'dynamic = ["version", "dependencies"]')
      .replace(/^dependencies = \[.*\n/m, "");
    const files = { ...sources, "pyproject.toml": listed, "needs.txt": "# all of it\nleaf<1.1  # for now\n" };
    const second = await lock(at, { source: await repository(files) });
    expect(filesOf(second.locked)).toEqual(["leaf-1.0-py3-none-any.whl"]);
  });

  test.each([
    ["E_PYTHON", pyproject().replace(">=3.11", ">=3.14"), {}],
    ["E_PYTHON_SOURCE", pyproject([], ["leaf @ git+https://example.org/leaf"]), {}],
    ["E_PYTHON_SOURCE", pyproject().replace('"hatch-vcs"', '"x @ file:///x"'), {}],
    ["E_PYPROJECT", pyproject().replace("Demo_MCP", "../demo"), {}],
    ["E_PYPROJECT", pyproject().replace("Demo_MCP", "demo$(id)"), {}],
    ["E_METADATA", pyproject().replace('["version"]', '["version", "dependencies"]'), {}],
    ["E_PYPROJECT", pyproject().replace("Demo_MCP", 'x" = "'), {}],
    ["E_PYPROJECT", pyproject(), { "uv.lock": "version = []" }],
    ["E_NO_BIN", pyproject().replace(/\[project\.scripts\]\n.*/, ""), {}],
    ["E_PYTHON_NEEDS_RUST", pyproject(), { "Cargo.toml": "" }],
  ])("fails by %s", async (code, text, more) => {
    const source = await repository({ ...sources, ...more, "pyproject.toml": text });
    const error = await lock(await testIndex(index()), { source, language: "python" }).catch((one) => one);
    expect(error).toMatchObject({ code, hint: expect.any(String) });
  });

  test("shows the resolver nothing that is on no index, whatever it is wrapped in", async () => {
    const hidden = "a @ https://a.example/a\nRequires-Dist: evil @ https://a.example/evil";
    const text = pyproject(["[project.optional-dependencies]", `more = [${JSON.stringify(hidden)}]`]);
    const source = await repository({ ...sources, "pyproject.toml": text });
    const { locked } = await lock(await testIndex(index()), { source });
    expect(filesOf(locked)).toEqual(["leaf-2.0-py3-none-any.whl"]);
    const direct = pyproject([], [hidden]);
    const other = await repository({ ...sources, "pyproject.toml": direct });
    await expect(lock(await testIndex(index()), { source: other })).rejects.toMatchObject({
      code: "E_PYTHON_SOURCE",
    });
  });

  test("says what is not taken from where its author takes it", async () => {
    const text = pyproject(["[tool.uv.sources]", "leaf = { workspace = true }"]);
    const { notes } = await lock(await testIndex(index()), {
      source: await repository({ ...sources, "pyproject.toml": text }),
    });
    expect(notes).toContainEqual(expect.stringContaining("leaf is taken from the index"));
  });
});
