import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { ContentCache } from "../../src/cache/content-cache.ts";
import type { ServerFacts } from "../../src/inspect/facts.ts";
import { inspectFolder } from "../../src/project/inspect-folder.ts";
import { inspectServer } from "../../src/project/inspect-server.ts";
import type { Fetchers } from "../../src/project/locker.ts";
import { loadGoConfig } from "../../src/registry/go-config.ts";
import { parseGoSource } from "../../src/sources/go/spec.ts";
import { parsePypiSource } from "../../src/sources/pypi/spec.ts";
import { type FakeRelease, sdist, sha256Hex, wheel } from "../support/fake-index.ts";
import { startModuleProxy } from "../support/module-proxy.ts";
import { testIndex } from "../support/pypi-client.ts";

const READ = 'import os\nos.getenv("A")\n\ndef main():\n    pass\n';
const demo: FakeRelease = { name: "demo", version: "1.0", requires: [], scripts: { demo: "demo:main" } };
const GO = 'package main\n\nimport "os"\n\nfunc main() { println(os.Getenv("A")) }\n';

const variables = ({ environment }: ServerFacts) =>
  environment.map(({ name, places }) => [name, ...places.map(({ file }) => file)]);

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "published-code-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe("a server of a Python index", () => {
  async function inspect(files: Parameters<typeof testIndex>[0], version?: string): Promise<ServerFacts> {
    const { client, cache } = await testIndex(files);
    const fetchers = { cache: async () => cache, pypi: async () => client } as Partial<Fetchers> as Fetchers;
    return inspectServer(parsePypiSource("demo"), { fetchers, version });
  }

  test("is read from its wheel, with what its metadata says", async () => {
    const facts = await inspect({
      demo: [wheel({ ...demo, files: { "demo/__init__.py": READ } }), sdist(demo)],
    });
    expect(variables(facts)).toEqual([["A", "demo/__init__.py"]]);
    expect(facts).toMatchObject({ package: "demo", version: "1.0", language: "python", installScripts: {} });
  });

  test("is read from its sdist where there is nothing else, and what would run is said", async () => {
    const facts = await inspect({ demo: [sdist(demo, { "demo/__init__.py": READ, "setup.py": "" })] });
    expect(variables(facts)).toEqual([["A", "demo/__init__.py"]]);
    expect(facts.installScripts).toEqual({ "setup.py": "python setup.py" });
  });

  test("is read at the version that is locked", async () => {
    const files = { demo: [wheel(demo), wheel({ ...demo, version: "2.0" })] };
    expect((await inspect(files)).version).toBe("2.0");
    expect((await inspect(files, "1.0")).version).toBe("1.0");
  });

  test("whose bytes are not those that the index names is refused", async () => {
    const stated = sha256Hex("other");
    await expect(inspect({ demo: [{ ...wheel(demo), sha256: stated }] })).rejects.toMatchObject({
      code: "E_INTEGRITY",
    });
  });
});

test("a server of a Go module is read from its zip, without a go command", async () => {
  const proxy = await startModuleProxy();
  onTestFinished(() => proxy.close());
  const module = "example.com/owner/tool";
  const files = { "go.mod": `module ${module}\n\ngo 1.21\n`, "cmd/tool/main.go": GO };
  proxy.add(module, "v1.0.0", files);
  proxy.add(module, "v1.1.0", files);
  const env = { ...process.env, GOPROXY: proxy.url, GOSUMDB: "off", GOENV: "off", PATH: "/nonexistent" };
  const folder = await temporaryFolder();
  const fetchers = {
    cache: async () => new ContentCache(join(folder, "cache")),
    go: async () => ({ config: await loadGoConfig(env), env }),
  } as Partial<Fetchers> as Fetchers;
  const facts = await inspectServer(parseGoSource(module), { fetchers });
  expect(variables(facts)).toEqual([["A", "cmd/tool/main.go"]]);
  expect(facts).toMatchObject({ package: module, version: "1.1.0", language: "go" });
  expect((await inspectServer(parseGoSource(module), { fetchers, version: "1.0.0" })).version).toBe("1.0.0");
});

describe("a folder", () => {
  async function inspect(files: Readonly<Record<string, string>>): Promise<ServerFacts> {
    const folder = await temporaryFolder();
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return inspectFolder(folder, { fetchers: {} as Fetchers });
  }

  test("of Python", async () => {
    const pyproject =
      '[project]\nname = "demo"\nversion = "1"\ndescription = "A demo"\n[project.scripts]\ndemo = "demo.cli:main"\n';
    const facts = await inspect({
      "pyproject.toml": pyproject,
      "src/demo/cli.py": READ,
      "src/demo/__init__.py": "",
    });
    expect(variables(facts)).toEqual([["A", "src/demo/cli.py"]]);
    expect(facts.meta.description).toBe("A demo");
  });

  test("with a README in the place of a description", async () => {
    const facts = await inspect({
      "package.json": '{ "name": "demo", "version": "1.0.0", "bin": "cli.js" }',
      "cli.js": "use(process.env.A_KEY)",
      "README.md": "# Demo\n\nA **server** that [does](x) things.\n\nMore.\n",
    });
    expect(facts.meta.description).toBe("A server that does things.");
    expect(variables(facts)).toEqual([["A_KEY", "cli.js"]]);
  });

  test("of Go", async () => {
    const facts = await inspect({ "go.mod": "module example.com/tool\n\ngo 1.21\n", "main.go": GO });
    expect(variables(facts)).toEqual([["A", "main.go"]]);
    expect(facts.meta.description).toBeNull();
  });
});
