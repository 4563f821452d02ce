import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { bundledCli, type Cli } from "../support/cli.ts";
import { type FakeIndex, startFakeIndex } from "../support/fake-index.ts";
import { type FakeRegistry, type FakeVersion, startFakeRegistry } from "../support/fake-registry.ts";
import { makeSetting, type Setting } from "./cli-setting.ts";

// Both commands as they are published, against a registry and an index of our own.

let cli: Cli;
let fake: FakeRegistry;
let index: FakeIndex;
/** After `init`, `add` and `prefetch`. Tests work on copies. */
let locked: Setting;
const settings: Setting[] = [];

const ghsa = "GHSA-xvch-5gv4-984h";
const bulk = "/-/npm/v1/security/advisories/bulk";

beforeAll(async () => {
  [cli, fake, index] = await Promise.all([
    bundledCli(),
    startFakeRegistry({ packages: published(), downloads: { "weather-mcp": 4321 } }),
    startFakeIndex({ "mcp-weather-py": [], requests: [] }),
  ]);
  index.json.set("mcp-weather-py/json", {
    info: { version: "0.3.0", summary: "MCP server for weather in Python", keywords: null },
    urls: [{ upload_time_iso_8601: "2026-02-03T00:00:00Z" }],
  });
  locked = await makeSetting(cli, fake.url);
  await locked.json("init");
  await locked.json("add", "--no-inspect", "npm:weather-mcp", "npm:@acme/mcp-files");
  expect(await locked.json("prefetch")).toMatchObject({ code: 0 });
  fake.forget();
});
afterAll(async () => {
  await Promise.all([cli.remove(), fake.close(), index.close(), locked.remove()]);
});
afterEach(async () => {
  for (const one of settings.splice(0)) await one.remove();
  fake.advisories.clear();
  fake.forget();
});

async function copy(): Promise<Setting> {
  const one = await locked.copy();
  settings.push(one);
  return one;
}

function published() {
  const server = (description: string, dependencies: Record<string, string>): FakeVersion => ({
    manifest: { bin: "cli.js", license: "MIT", description, keywords: ["mcp"], dependencies },
    files: { "cli.js": "#!/usr/bin/env node\n" },
  });
  return {
    "weather-mcp": { versions: { "1.0.0": server("MCP server for weather", { twig: "^1.0.0" }) } },
    "@acme/mcp-files": { versions: { "0.3.0": server("MCP server for files", { leaf: "1.0.0" }) } },
    "weather-mcp-client": {
      versions: { "1.0.0": { manifest: { description: "Client for a weather MCP server" } } },
    },
    twig: { versions: { "1.0.0": { manifest: { dependencies: { leaf: "^1.0.0" } } } } },
    leaf: { versions: { "1.0.0": {}, "1.1.0": {}, "2.0.0": {} } },
  };
}

function advisory(range: string, severity: string) {
  return {
    id: 1,
    url: `https://github.com/advisories/${ghsa}`,
    title: "Prototype Pollution",
    severity,
    vulnerable_versions: range,
    cvss: { score: 9.8, vectorString: null },
  };
}

describe("audit", () => {
  it("finds nothing where nothing is known, with one request", async () => {
    const setting = await copy();
    const { code, stdout } = await setting.run("audit");
    expect([code, stdout]).toEqual([0, "5 packages of 2 servers: no advisories\n"]);
    expect(fake.requests.map(({ path }) => path)).toEqual([bulk]);
  });

  it("tells what, through which chain, and what to do", async () => {
    const setting = await copy();
    fake.advisories.set("leaf", [advisory("<1.1.0 || =1.1.0", "critical")]);
    const { code, stdout, stderr } = await setting.run("audit");
    expect(code).toBe(1);
    expect(stderr).not.toMatch(/^error/m);
    expect(stdout).toBe(
      [
        "weather-mcp 1.0.0, 3 packages: 1 advisory",
        "  SEVERITY      PACKAGE     FIX    THROUGH     ADVISORY",
        `  critical 9.8  leaf@1.1.0  2.0.0  twig@1.0.0  https://github.com/advisories/${ghsa}`,
        "  → leaf 2.0.0 is without it; twig asks for ^1.0.0: mcp-nixgen update weather-mcp, or try overrides: { leaf: 2.0.0 }",
        "",
        "mcp-files 0.3.0, 2 packages: 1 advisory",
        "  SEVERITY      PACKAGE     FIX    THROUGH  ADVISORY",
        `  critical 9.8  leaf@1.0.0  2.0.0  direct   https://github.com/advisories/${ghsa}`,
        "  → leaf 2.0.0 is without it; @acme/mcp-files asks for 1.0.0: mcp-nixgen update mcp-files, or try overrides: { leaf: 2.0.0 }",
        "",
        "5 packages of 2 servers: 2 advisories (2 critical) in 2 servers",
        "",
      ].join("\n"),
    );
  });

  it("proposes what mends it: the lock made anew, after which it is gone", async () => {
    const setting = await copy();
    fake.advisories.set("leaf", [advisory("=1.1.0", "high")]);
    fake.publish("leaf", "1.2.0", {}, { tag: "next" });
    const { value } = await setting.json("audit", "weather-mcp");
    expect(value).toMatchObject({
      ok: false,
      summary: { servers: 1, affected: 1, counted: 1, severities: { high: 1 } },
      servers: [
        {
          server: "weather-mcp",
          findings: [
            {
              advisory: { id: ghsa, package: "leaf", affected: "=1.1.0" },
              version: "1.1.0",
              way: ["weather-mcp@1.0.0", "twig@1.0.0", "leaf@1.1.0"],
              remedy: {
                kind: "refresh",
                version: "1.2.0",
                text: "mcp-nixgen prefetch --refresh weather-mcp takes leaf 1.2.0",
              },
            },
          ],
        },
      ],
    });
    expect((await setting.run("prefetch", "--refresh", "weather-mcp")).code).toBe(0);
    expect((await setting.run("audit", "weather-mcp")).code).toBe(0);
    fake.unpublish("leaf", "1.2.0");
  });

  it("counts what reaches the level, and passes over what is told to", async () => {
    const setting = await copy();
    fake.advisories.set("leaf", [advisory("=1.1.0", "moderate")]);
    const high = await setting.run("audit", "--level", "high");
    expect([high.code, high.stdout]).toEqual([
      0,
      "5 packages of 2 servers: no advisories of level high or over; 1 below level high\n",
    ]);
    const yaml = await setting.read("servers.yaml");
    await setting.write(
      "servers.yaml",
      `${yaml}audit:\n  ignore:\n    ${ghsa}: { reason: not reached, until: 2001-01-01 }\n    CVE-2020-1: nowhere\n`,
    );
    const expired = await setting.run("audit");
    expect(expired.code).toBe(1);
    expect(expired.stderr).toContain(`${ghsa} was passed over until 2001-01-01; it counts again`);
    expect(expired.stderr).toContain("CVE-2020-1 was not found");
    await setting.write("servers.yaml", `${yaml}audit: { ignore: { ${ghsa}: not reached } }\n`);
    const { code, value } = await setting.json("audit", "--ignore", "GO-2020-0001");
    expect(code).toBe(0);
    expect(value.servers[0]).toMatchObject({
      findings: [],
      ignored: [{ why: { reason: "not reached", until: null } }],
    });
  });

  it("says which registry told nothing, and which server is not locked", async () => {
    const setting = await copy();
    const mend = fake.fault(bulk, { kind: "status", status: 404 });
    const silent = await setting.run("audit");
    mend();
    expect(silent.code).toBe(1);
    expect(silent.stdout).toContain("nobody answered for 5 packages of 2 servers: nothing is known");
    expect(silent.stderr).toContain("it has no bulk advisory endpoint");
    await setting.write(
      "servers.yaml",
      `${await setting.read("servers.yaml")}  fresh: { source: npm:leaf }\n`,
    );
    const { code, value } = await setting.json("audit");
    expect([code, value.errors]).toEqual([
      1,
      [expect.objectContaining({ code: "E_NOT_LOCKED", where: "fresh" })],
    ]);
    expect(value.servers).toHaveLength(2);
    const elsewhere = await setting.elsewhere({
      "servers.yaml": await locked.read("servers.yaml"),
      "servers.lock.json": await locked.read("servers.lock.json"),
    });
    settings.push(elsewhere);
    expect((await elsewhere.json("audit")).value.errors).toMatchObject([
      { code: "E_NO_LOCKFILE" },
      { code: "E_NO_LOCKFILE" },
    ]);
  });
});

describe("search", () => {
  it("lists servers of both registries, marks what is there, and says how to go on", async () => {
    const setting = await copy();
    const { code, stdout, stderr } = await setting.run("search", "weather", "--index-url", index.url);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("error")]);
    expect(stdout).toBe(
      [
        "SOURCE               VERSION  UPDATED     A WEEK  NOTE            DESCRIPTION",
        "npm:weather-mcp      1.0.0    2026-01-02    4321  is weather-mcp  MCP server for weather",
        "pypi:mcp-weather-py  0.3.0    2026-02-03       -  -               MCP server for weather in Python",
        "",
        "Next: mcp-nixgen add pypi:mcp-weather-py",
        "",
      ].join("\n"),
    );
  });

  it("needs no servers.yaml, and gives a script all it knows", async () => {
    const setting = await locked.elsewhere();
    settings.push(setting);
    const { code, value } = await setting.json("search", "weather", "--source", "npm");
    expect(code).toBe(0);
    expect(value).toMatchObject({
      ok: true,
      query: "weather",
      servers: [
        {
          spec: "npm:weather-mcp",
          usedAs: null,
          downloads: 4321,
          likeness: expect.any(Number),
          known: false,
        },
      ],
    });
  });

  it("finds nothing without failing, and wants words", async () => {
    const setting = await copy();
    const nothing = await setting.run("search", "zzzz", "--index-url", index.url);
    expect([nothing.code, nothing.stdout]).toEqual([
      0,
      expect.stringContaining("no MCP server found for 'zzzz'"),
    ]);
    expect((await setting.run("search", "--", "-")).code).toBe(2);
  });

  it("goes on where one registry fails, and says so", async () => {
    const setting = await copy();
    const mend = fake.fault("/-/v1/search", { kind: "status", status: 500 });
    const { code, stdout, stderr } = await setting.run("search", "weather", "--index-url", index.url);
    mend();
    expect(code).toBe(1);
    expect(stdout).toContain("pypi:mcp-weather-py");
    expect(stderr).toContain("error: the registry failed on its search");
  });
});
