import { describe, expect, it, onTestFinished } from "vitest";
import type { SearchedSource } from "../../src/search/candidate.ts";
import { search } from "../../src/search/search.ts";
import { type FakeIndex, type FakeRelease, wheel } from "../support/fake-index.ts";
import { type FakeRegistryOptions, startFakeRegistry } from "../support/fake-registry.ts";
import { makeNpmHome } from "../support/npm-home.ts";
import { testIndex } from "../support/pypi-client.ts";

const patience = { retries: 0, backoffMs: 1, timeoutMs: 500 };
const now = Date.parse("2026-06-01T00:00:00Z");

const packages = Object.fromEntries(
  Object.entries({
    "postgres-mcp": "MCP server for Postgres",
    "postgres-mcp-client": "Client for a Postgres MCP server",
    "mcp-server-postgres": "MCP server for Postgres databases",
    postgres: "Fastest full featured PostgreSQL client",
    "weather-mcp": "MCP server for weather",
  }).map(([name, description]) => [
    name,
    {
      versions: { "1.2.0": { manifest: { description, keywords: /MCP/.test(description) ? ["mcp"] : [] } } },
    },
  ]),
);

async function setting(options: FakeRegistryOptions = {}) {
  const fake = await startFakeRegistry({ packages, downloads: { "postgres-mcp": 5000 }, ...options });
  const home = await makeNpmHome(fake.url, ["fetch-retries=0", "fetch-timeout=500"]);
  const { index, client } = await testIndex();
  onTestFinished(async () => void (await Promise.all([fake.close(), home.remove()])));
  const registry = await home.registry();
  const look = (query: string, sources: readonly SearchedSource[] = ["npm", "pypi"], limit = 10) =>
    search(query, {
      sources,
      limit,
      patience,
      now,
      fetchers: { npm: async () => registry, pypi: async () => client },
    });
  return { fake, index, look };
}

function project(index: FakeIndex, name: string, summary: string): void {
  index.projects.set(name, []);
  index.json.set(`${name}/json`, {
    info: { version: "2.0", summary, keywords: "mcp, database" },
    urls: [{ upload_time_iso_8601: "2026-05-01T00:00:00Z" }],
  });
}

describe("a search", () => {
  it("asks npm's registry and the names of Python projects, and puts them in one order", async () => {
    const { fake, index, look } = await setting();
    project(index, "postgres-mcp-py", "MCP server for Postgres in Python");
    project(index, "mcp-weather", "MCP server for weather");
    const { servers, errors, notes } = await look("postgres");
    expect([errors, notes]).toEqual([[], []]);
    expect(servers.map(({ source, name }) => `${source}:${name}`)).toEqual([
      "npm:postgres-mcp",
      "npm:mcp-server-postgres",
      "pypi:postgres-mcp-py",
    ]);
    expect(servers[0]).toMatchObject({
      version: "1.2.0",
      downloads: 5000,
      published: expect.stringMatching(/^2026-/),
    });
    expect(servers[2]).toMatchObject({ version: "2.0", downloads: null, keywords: ["mcp", "database"] });
    expect(fake.requests.map(({ url }) => url)).toEqual(["/-/v1/search?text=postgres+mcp&size=40"]);
    // Of projects that are not about it, nothing is asked.
    expect(index.requests.map(({ path }) => path)).not.toContain("/pypi/mcp-weather/json");
  });

  it("leaves one registry's failure to that registry", async () => {
    const { fake, index, look } = await setting();
    index.instead = (_request, response) => {
      response.writeHead(500).end();
      return true;
    };
    const half = await look("postgres");
    expect(half.errors).toMatchObject([{ code: "E_HTTP" }]);
    expect(half.servers.length).toBeGreaterThan(0);
    for (const [fault, code] of [
      [{ kind: "status", status: 500 }, "E_REGISTRY"],
      [{ kind: "status", status: 401 }, "E_FORBIDDEN"],
      [{ kind: "html" }, "E_REGISTRY"],
      [{ kind: "status", status: 200, body: '{"objects":1}' }, "E_REGISTRY"],
      [{ kind: "delay", ms: 3000 }, "E_TIMEOUT"],
    ] as const) {
      const undo = fake.fault("/-/v1/search", fault);
      expect((await look("postgres", ["npm"])).errors, JSON.stringify(fault)).toMatchObject([{ code }]);
      undo();
    }
  });

  it("looks well-known and likely names up where the registry has no search, and says so", async () => {
    const { fake, look } = await setting({ extras: false });
    fake.publish("tavily-mcp", "0.2.0", {
      manifest: { description: "MCP server for Tavily", keywords: ["mcp"] },
    });
    const { servers, notes, errors } = await look("tavily", ["npm"]);
    expect(errors).toEqual([]);
    expect(notes).toEqual([expect.stringContaining("has no search")]);
    expect(servers).toMatchObject([{ name: "tavily-mcp", version: "0.2.0", known: true, downloads: null }]);
    expect(servers[0]?.published).toMatch(/^20/);
    fake.forget();
    const guessed = await look("postgres", ["npm"]);
    expect(guessed.servers.map(({ name }) => name)).toContain("mcp-server-postgres");
    expect(fake.requests.length).toBeLessThan(20);
  });

  it("knows a project's version by its page where the index has no JSON", async () => {
    const { index, look } = await setting();
    const release = (version: string): FakeRelease => ({ name: "mcp-server-time", version });
    index.projects.set(
      "mcp-server-time",
      await Promise.all(["1.9", "1.10", "2.0rc1"].map((version) => wheel(release(version)))),
    );
    const { servers } = await look("time", ["pypi"]);
    expect(servers).toMatchObject([
      { name: "mcp-server-time", version: "1.10", description: "", known: true },
    ]);
  });

  it("finds nothing without a failure, and no more than asked for", async () => {
    const { look } = await setting();
    expect(await look("zzzz")).toMatchObject({ servers: [], errors: [] });
    expect((await look("postgres", ["npm"], 1)).servers).toHaveLength(1);
  });
});
