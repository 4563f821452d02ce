import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { languageOf } from "../../../src/sources/github/language.ts";
import type { RepositorySource } from "../../../src/sources/github/repository.ts";
import { buildScript } from "../../../src/sources/npm-source/build-script.ts";
import { choosePackage } from "../../../src/sources/npm-source/choose-package.ts";
import { readPackage } from "../../../src/sources/npm-source/package-json.ts";
import { repositoryLock } from "../../../src/sources/npm-source/repository-lock.ts";
import { sourceBins } from "../../../src/sources/npm-source/source-bins.ts";
import { inBuildOrder, workspacePackages } from "../../../src/sources/npm-source/workspaces.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function repository(files: Record<string, string | object>, subfolder = ""): Promise<RepositorySource> {
  const folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-test-"));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return { folder, subfolder, owner: "acme", repo: "tool", version: "1.0.0" } as RepositorySource;
}

const sdk = { "@modelcontextprotocol/sdk": "^1" };
const pyproject = '[project]\nname = "x"\ndependencies = ["mcp>=1"]\n';

describe("the language", () => {
  it.each([
    ["javascript", { "package.json": { bin: "x.js" } }],
    ["python", { "pyproject.toml": pyproject }],
    ["python", { "setup.py": 'setup(entry_points={"console_scripts": []})' }],
    ["go", { "go.mod": "module x\n", "main.go": "" }],
    // Manifests of tools beside that of the server.
    ["python", { "pyproject.toml": pyproject, "package.json": { devDependencies: { husky: "1" } } }],
    ["javascript", { "package.json": { dependencies: sdk }, "pyproject.toml": "[tool.ruff]\n" }],
    ["go", { "go.mod": "require github.com/mark3labs/mcp-go v0.1\n", "package.json": { bin: "x.js" } }],
  ] as const)("is %s for %j", async (language, files) => {
    expect(await languageOf(await repository(files), undefined, "x")).toBe(language);
  });

  it("of a folder: a Go module's programs lie below it", async () => {
    const files = { "go.mod": "module x\n", "cmd/x/main.go": "" };
    expect(await languageOf(await repository(files, "cmd/x"), undefined, "x")).toBe("go");
  });

  it("is asked for where it stays open, and taken as asked", async () => {
    const both = await repository({ "package.json": { dependencies: sdk }, "pyproject.toml": pyproject });
    await expect(languageOf(both, undefined, "x")).rejects.toMatchObject({ code: "E_LANGUAGE" });
    expect(await languageOf(both, "python", "x")).toBe("python");
    await expect(languageOf(both, "go", "x")).rejects.toMatchObject({ code: "E_NO_PROJECT" });
  });

  it("is none: folders are named, and one that is not there is told", async () => {
    const none = await repository({ "servers/a/package.json": "{}", "README.md": "" });
    await expect(languageOf(none, undefined, "x")).rejects.toMatchObject({
      code: "E_NO_PROJECT",
      hint: expect.stringContaining("servers"),
    });
    await expect(languageOf({ ...none, subfolder: "nope" }, undefined, "x")).rejects.toMatchObject({
      message: expect.stringContaining("nope"),
    });
  });
});

describe("a workspace", () => {
  const files = {
    "package.json": { private: true, workspaces: { packages: ["packages/*", "!packages/skip", "deep/**"] } },
    "packages/a/package.json": { name: "a", version: "1.0.0", bin: "a.js", dependencies: { ...sdk, b: "*" } },
    "packages/b/package.json": { name: "b", dependencies: { c: "workspace:*" } },
    "packages/skip/package.json": { name: "skip" },
    "packages/no/README.md": "",
    "deep/one/two/package.json": { name: "c", dependencies: { a: "*" } },
  };

  it("has the packages that its patterns name", async () => {
    const repo = await repository(files);
    const root = (await readPackage(repo, ""))!;
    const found = await workspacePackages(repo, root);
    expect(found.map(({ folder }) => folder)).toEqual(["deep/one/two", "packages/a", "packages/b"]);
    expect(inBuildOrder(found[1]!, found).map(({ packageJson }) => packageJson.name)).toEqual([
      "c",
      "b",
      "a",
    ]);
  });

  it("is pnpm's where that says so", async () => {
    const repo = await repository({ ...files, "pnpm-workspace.yaml": "packages:\n  - packages/b\n" });
    const found = await workspacePackages(repo, (await readPackage(repo, ""))!);
    expect(found.map(({ folder }) => folder)).toEqual(["packages/b"]);
  });

  it("gives the one member with a command, from its root and from its folder", async () => {
    const fromRoot = await choosePackage(await repository(files), "x");
    expect(fromRoot.server.folder).toBe("packages/a");
    const fromFolder = await choosePackage(await repository(files, "packages/b"), "x");
    expect([fromFolder.server.folder, fromFolder.root.folder]).toEqual(["packages/b", ""]);
    const outside = await choosePackage(await repository(files, "packages/skip"), "x");
    expect(outside.root.folder).toBe("packages/skip");
  });

  it("of several programs wants to be told which", async () => {
    const two = { ...files, "packages/b/package.json": { name: "b", bin: "b.js", dependencies: sdk } };
    await expect(choosePackage(await repository(two), "x")).rejects.toMatchObject({
      code: "E_WORKSPACE",
      hint: expect.stringContaining("packages/a, packages/b"),
    });
  });

  it("a package.json that is none is told with its place", async () => {
    const broken = await repository({ "package.json": "{" });
    await expect(choosePackage(broken, "x")).rejects.toMatchObject({ code: "E_PACKAGE_JSON" });
  });
});

describe("commands and scripts", () => {
  async function packageOf(packageJson: object, more: Record<string, string> = {}) {
    const repo = await repository({ "package.json": { name: "@s/tool", ...packageJson }, ...more });
    return { repo, own: (await readPackage(repo, ""))! };
  }

  it.each([
    [{ bin: { a: "./dist/a.js" } }, { a: "dist/a.js" }],
    [{ bin: "x.js" }, { tool: "x.js" }],
    [
      { scripts: { start: "node --enable-source-maps build/index.js" }, main: "lib.js" },
      { tool: "build/index.js" },
    ],
    [{ main: "./index.mjs" }, { tool: "index.mjs" }],
  ])("of %j are %j", async (packageJson, bins) => {
    expect(sourceBins((await packageOf(packageJson)).own, "x").bins).toEqual(bins);
  });

  it("are none", async () => {
    const { own } = await packageOf({ main: "../x.js" });
    expect(() => sourceBins(own, "x")).toThrow(expect.objectContaining({ code: "E_NO_BIN" }));
  });

  it.each([
    [{ scripts: { build: "x" } }, "build"],
    [{ scripts: { prepare: "husky", compile: "tsc" } }, "compile"],
    [{ scripts: { prepare: "npm run tsc:all", "tsc:all": "tsc -b" } }, "prepare"],
    [{ scripts: { "make:it": "esbuild src" } }, "make:it"],
  ])("build by the right script: %j", async (packageJson, script) => {
    const { repo, own } = await packageOf(packageJson);
    expect(await buildScript(repo, own, { a: "dist/a.js" }, undefined, "x")).toBe(script);
    expect(await buildScript(repo, own, { a: "dist/a.js" }, "", "x")).toBeNull();
  });

  it("need no script where the file is there, and one that exists where it is not", async () => {
    const plain = await packageOf({ scripts: { test: "x" } }, { "a.js": "" });
    expect(await buildScript(plain.repo, plain.own, { a: "a.js" }, undefined, "x")).toBeNull();
    for (const asked of [undefined, "nope"]) {
      await expect(buildScript(plain.repo, plain.own, { a: "dist/a.js" }, asked, "x")).rejects.toMatchObject({
        code: "E_BUILD_SCRIPT",
      });
    }
  });

  it("are installed by the manager that package.json names", async () => {
    const locks = { "package-lock.json": "{}", "yarn.lock": "x", "pnpm-lock.yaml": "y" };
    for (const [packageManager, manager] of [
      ["pnpm@9.1.0", "pnpm"],
      ["yarn@1.22.22", "yarn"],
      [undefined, "npm"],
      ["bun@1", "npm"],
    ]) {
      const { repo, own } = await packageOf({ packageManager }, locks);
      expect((await repositoryLock(repo, own))?.manager).toBe(manager);
    }
    const none = await packageOf({});
    expect(await repositoryLock(none.repo, none.own)).toBeNull();
  });
});
