import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { bundledCli, type Cli } from "../support/cli.ts";
import {
  type FakeRegistry,
  type FakeVersion,
  type Fault,
  startFakeRegistry,
} from "../support/fake-registry.ts";
import { makeSetting, type Setting } from "./cli-setting.ts";

// Whatever goes wrong: which error, what it says to do, what is on the disk afterwards, and that a rerun goes on.

let cli: Cli;
let fake: FakeRegistry;
let empty: Setting;
let setting: Setting;

const server = (dependencies: Record<string, string> = {}): FakeVersion => ({
  manifest: { bin: "cli.js", license: "MIT", dependencies },
  files: { "cli.js": "#!/usr/bin/env node\n" },
});

beforeAll(async () => {
  fake = await startFakeRegistry({
    packages: {
      "firecrawl-mcp": { versions: { "1.0.0": server(), "1.2.0": server(), "3.0.0": server() } },
      "good-mcp": { versions: { "1.0.0": server({ leaf: "^1.0.0" }) } },
      "bad-mcp": { versions: { "1.0.0": server({ twig: "^1.0.0" }) } },
      leaf: { versions: { "1.0.0": {} } },
      twig: { versions: { "1.0.0": {} } },
    },
  });
  cli = await bundledCli();
  empty = await makeSetting(cli, fake.url);
  await empty.json("init", "--no-flake");
});
afterAll(async () => {
  await Promise.all([cli.remove(), fake.close(), empty.remove()]);
});
beforeEach(async () => {
  setting = await empty.copy();
});
afterEach(async () => {
  await setting.remove();
  fake.forget();
});

/** Lets the registry fail until the test ends; the function returned ends it before. */
function faulty(where: string | RegExp, fault: Fault): () => void {
  const undo = fake.fault(where, fault);
  onTestFinished(undo);
  return undo;
}

/** Writes a servers.yaml: `name: source`. */
const servers = (...entries: string[]) => {
  const lines = entries.map((entry) => `  ${entry.replace(/: (.*)/, ": { source: $1 }")}\n`);
  return setting.write("servers.yaml", `servers:\n${lines.join("")}`);
};

const packumentOf = (name: string) => `/${name}`;
const twigPackumentOf = (name: string) => `/twig-${name}`;
const tarballOf = (name: string) => `/${name}/-/${name}-1.0.0.tgz`;
const twigTarballOf = (name: string) => tarballOf(`twig-${name}`);

/** What a run must leave: nothing but whole files, no lock, no temporary file. */
async function expectTidy(): Promise<void> {
  const files = Object.keys(await setting.files());
  expect(files.filter((path) => /\.tmp$|\.mcp-nixgen\.lock/.test(path))).toEqual([]);
}

describe("names and versions", () => {
  it("an unknown package: similar names; the other sources are added", async () => {
    const { code, value } = await setting.json("add", "--no-inspect", "npm:firecrawl-mpc", "npm:good-mcp");
    expect(code).toBe(1);
    expect(value.errors).toEqual([
      {
        code: "E_NOT_FOUND",
        message: expect.stringContaining("firecrawl-mpc"),
        where: "npm:firecrawl-mpc",
        hint: expect.stringContaining("firecrawl-mcp"),
      },
    ]);
    expect(value.added).toMatchObject([{ name: "good-mcp" }]);
    expect(await setting.read("servers.yaml")).toMatch(/good-mcp:\n {4}source: npm:good-mcp\n$/);
  });

  it("an unknown version: the nearest ones and the tags", async () => {
    const before = await setting.files();
    const { code, stdout, stderr } = await setting.run("add", "npm:firecrawl-mcp@1.1.0");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^error: firecrawl-mcp has no version 1\.1\.0$/m);
    expect(stderr).toMatch(/^ {2}--> npm:firecrawl-mcp@1\.1\.0$/m);
    expect(stderr).toMatch(/^ {2}hint: Nearest: 1\.0\.0, 1\.2\.0, 3\.0\.0\. Tags: latest = 3\.0\.0\.$/m);
    expect(await setting.files()).toEqual(before);
  });

  it.each(["good-mcp", "npm:", "npm:../x", "npm:good-mcp@", "pypi:x", "npm:a b"])(
    "%j is no source",
    async (source) => {
      const before = await setting.files();
      const { value } = await setting.json("add", "--no-inspect", source);
      if (source === "npm:good-mcp@") expect(value.added).toHaveLength(1);
      else {
        expect(value.errors).toMatchObject([
          { code: expect.stringMatching(/^E_/), hint: expect.any(String) },
        ]);
        expect(await setting.files()).toEqual(before);
      }
    },
  );

  it("a server that is there already is not added again", async () => {
    await servers("mine: npm:good-mcp");
    const again = await setting.json("add", "npm:good-mcp@1.0.0");
    expect(again.value.errors).toMatchObject([{ code: "E_SERVER_EXISTS", hint: expect.any(String) }]);
    const named = await setting.json("add", "npm:firecrawl-mcp", "--name", "mine");
    expect(named.value.errors).toMatchObject([{ code: "E_SERVER_EXISTS" }]);
    expect(fake.requests).toEqual([]);
    expect(await setting.read("servers.yaml")).toBe("servers:\n  mine: { source: npm:good-mcp }\n");
  });

  it("a --name that cannot be one is refused at once", async () => {
    const before = await setting.files();
    for (const name of ["../x", "1x", "", "a b"]) {
      const { code, value } = await setting.json("add", "npm:good-mcp", `--name=${name}`);
      expect([code, value.errors]).toMatchObject([2, [{ code: "E_USAGE" }]]);
    }
    expect([await setting.files(), fake.requests]).toEqual([before, []]);
  });

  it("one unknown server among others: those are done and written, the report names it", async () => {
    await servers("a: npm:good-mcp", "b: npm:no-such-mcp", "c: npm:bad-mcp");
    const { code, value } = await setting.json("generate");
    expect(code).toBe(1);
    expect(value.errors).toMatchObject([
      { code: "E_NOT_FOUND", where: expect.stringMatching(/^b: npm:no-such/) },
    ]);
    expect(Object.keys(JSON.parse(await setting.read("servers.lock.json")).servers)).toEqual(["a", "c"]);
    const overlay = await setting.read("overlays/default.nix");
    expect([...overlay.matchAll(/packages\/(\w+)\//g)].map((match) => match[1])).toEqual(["a", "c"]);
    expect((await setting.json("list")).value.servers).toMatchObject([
      { state: "locked" },
      { state: "missing" },
      { state: "locked" },
    ]);
    fake.forget();
    await setting.json("generate");
    expect(fake.requests.filter(({ path }) => /good|bad|leaf|twig/.test(path))).toEqual([]);
    await expectTidy();
  });

  it("the names of servers.yaml's commands are checked before anything is done", async () => {
    await servers("alpha: npm:good-mcp");
    for (const command of ["prefetch", "build", "list"]) {
      const { code, value } = await setting.json(command, "alhpa");
      expect([code, fake.requests]).toEqual([1, []]);
      expect(value.errors).toMatchObject([{ hint: expect.stringContaining("'alpha'") }]);
    }
  });

  it("build before generate says so", async () => {
    await servers("alpha: npm:good-mcp");
    const { code, value } = await setting.json("build", "alpha");
    expect(code).toBe(1);
    expect(value.errors).toMatchObject([
      { code: "E_STALE", where: "alpha", hint: "Run mcp-nixgen generate." },
    ]);
  });
});

describe("files", () => {
  it.each([
    ["servers:\n  a: {source: npm:good-mcp\n", "E_CONFIG_SYNTAX", /^servers\.yaml:\d+:\d+$/],
    [
      "servers:\n  a: { source: npm:good-mcp }\n  b: { source: npm:bad-mcp }\n  a: { source: npm:bad-mcp }\n",
      "E_CONFIG_DUPLICATE",
      /^servers\.yaml:4:3$/,
    ],
    ["servers:\n  a: { source: npm:x }\n  A: { source: npm:y }\n", "E_CONFIG_DUPLICATE", /:3:3$/],
    ["servers:\n  a: { source: good-mcp }\n", "E_CONFIG_INVALID", /:2:16$/],
  ])("a servers.yaml that is wrong: %j", async (text, code, where) => {
    await setting.write("servers.yaml", text);
    const before = await setting.files();
    for (const command of [["add", "npm:leaf"], ["prefetch"], ["generate"], ["generate", "--check"]]) {
      const run = await setting.json(...command);
      expect(run).toMatchObject({
        code: 1,
        value: { errors: [{ code, where: expect.stringMatching(where) }] },
      });
    }
    expect([await setting.files(), fake.requests]).toEqual([before, []]);
  });

  it("a lock file with conflict markers is left as it is", async () => {
    await servers("a: npm:good-mcp");
    await setting.write("servers.lock.json", '{\n<<<<<<< HEAD\n  "version": 1\n=======\n>>>>>>> theirs\n}\n');
    const before = await setting.files();
    for (const command of ["prefetch", "generate", "list"]) {
      const { code, value } = await setting.json(command);
      expect(code).toBe(1);
      expect(value.errors).toMatchObject([
        {
          code: "E_LOCK_CONFLICT",
          where: "servers.lock.json:2:1",
          hint: expect.stringContaining("prefetch"),
        },
      ]);
    }
    expect([await setting.files(), fake.requests]).toEqual([before, []]);
  });
});

describe("a registry", () => {
  it("that fails in many ways: one error a server, the others are done, a rerun has only the rest to do", async () => {
    const cases: Record<string, readonly [path: (name: string) => string, fault: Fault, code: string]> = {
      "answers-500": [packumentOf, { kind: "status", status: 500 }, "E_REGISTRY"],
      "answers-403": [packumentOf, { kind: "status", status: 403 }, "E_FORBIDDEN"],
      "never-answers": [packumentOf, { kind: "delay", ms: 60_000 }, "E_TIMEOUT"],
      "stops-in-the-middle": [packumentOf, { kind: "stall" }, "E_TIMEOUT"],
      "resets-the-connection": [packumentOf, { kind: "reset" }, "E_NETWORK"],
      "login-page": [packumentOf, { kind: "html" }, "E_REGISTRY"],
      "dependency-500": [twigPackumentOf, { kind: "status", status: 500 }, "E_REGISTRY"],
      "dependency-gone": [twigPackumentOf, { kind: "status", status: 404 }, "E_DEPENDENCY"],
      "tarball-gone": [tarballOf, { kind: "status", status: 404 }, "E_NOT_FOUND"],
      "wrong-tarball": [tarballOf, { kind: "wrong-bytes" }, "E_INTEGRITY"],
      "wrong-dependency": [twigTarballOf, { kind: "wrong-bytes" }, "E_INTEGRITY"],
      "dependency-tarball-gone": [twigTarballOf, { kind: "status", status: 404 }, "E_NOT_FOUND"],
    };
    const names = Object.keys(cases);
    const mended = names.map((name) => {
      fake.publish(`twig-${name}`, "1.0.0");
      fake.publish(name, "1.0.0", server({ [`twig-${name}`]: "1.0.0" }));
      const [path, fault] = cases[name]!;
      return faulty(path(name), fault);
    });
    await servers("good: npm:good-mcp", ...names.map((name) => `${name}: npm:${name}`));
    const { code, value } = await setting.json("prefetch", "--jobs", "20");
    expect(code).toBe(1);
    expect(value.made).toEqual(["good"]);
    expect(value.errors).toHaveLength(names.length);
    for (const name of names) {
      const error = value.errors.find(({ where }: { where: string }) => where.startsWith(`${name}:`));
      expect(error, name).toMatchObject({ code: cases[name]![2], hint: expect.any(String) });
    }
    expect(Object.keys(JSON.parse(await setting.read("servers.lock.json")).servers)).toEqual(["good"]);
    await expectTidy();
    for (const mend of mended) mend();
    fake.forget();
    expect(await setting.json("prefetch")).toMatchObject({ code: 0, value: { made: names, kept: ["good"] } });
    expect(fake.requests.filter(({ path }) => /good|leaf/.test(path))).toEqual([]);
    // What was there of the failed ones is not fetched again.
    expect(fake.count(tarballOf("dependency-tarball-gone"))).toBe(0);
  });

  it("that fails for a moment is asked again", async () => {
    await servers("bad: npm:bad-mcp");
    faulty(packumentOf("bad-mcp"), { kind: "status", status: 503, times: 1 });
    faulty(tarballOf("bad-mcp"), { kind: "truncate", times: 1 });
    faulty(tarballOf("twig"), { kind: "reset", afterBytes: 20, times: 1 });
    expect(await setting.json("prefetch")).toMatchObject({ code: 0, value: { made: ["bad"] } });
  });

  it("that is not there at all", async () => {
    const offline = await makeSetting(cli, "http://127.0.0.1:9/");
    onTestFinished(() => offline.remove());
    await offline.write("servers.yaml", "servers:\n  bad: { source: npm:bad-mcp }\n");
    for (const command of [["add", "npm:good-mcp"], ["prefetch"], ["generate"]]) {
      const { code, value } = await offline.json(...command);
      expect(code).toBe(1);
      expect(value.errors).toMatchObject([
        { code: "E_NETWORK", where: expect.any(String), hint: expect.stringContaining("network") },
      ]);
    }
  });
});
