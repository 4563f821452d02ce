import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { askGo, isWithin, spansOf } from "../../src/audit/ask-go.ts";
import type { Answer } from "../../src/audit/asker.ts";
import { ContentCache } from "../../src/cache/content-cache.ts";

const net = "golang.org/x/net";

const modules = [
  { path: net, vulns: [{ id: "GO-2025-3503", modified: "2025-01-01T00:00:00Z", fixed: "0.36.0" }] },
  { path: "example.com/open", vulns: [{ id: "GO-2024-0001", modified: "2025-01-01T00:00:00Z" }] },
  { path: "example.com/back", vulns: [{ id: "GO-2024-0002", modified: "2025-01-01T00:00:00Z" }] },
];

const entries: Record<string, unknown> = {
  "GO-2025-3503": {
    schema_version: "1.3.1",
    id: "GO-2025-3503",
    modified: "2025-01-01T00:00:00Z",
    aliases: ["CVE-2025-22870", "GHSA-qxp5-gwg8-xv66"],
    summary: "HTTP Proxy bypass using IPv6 Zone IDs",
    affected: [
      {
        package: { name: "stdlib", ecosystem: "Go" },
        ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }],
      },
      {
        package: { name: net, ecosystem: "Go" },
        ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "0.36.0" }] }],
        ecosystem_specific: { imports: [{ path: `${net}/http/httpproxy` }] },
      },
    ],
    database_specific: { url: "https://pkg.go.dev/vuln/GO-2025-3503", review_status: "REVIEWED" },
  },
  "GO-2024-0001": {
    id: "GO-2024-0001",
    details: "Never fixed.",
    affected: [
      {
        package: { name: "example.com/open" },
        ranges: [{ type: "SEMVER", events: [{ introduced: "1.2.0" }] }],
      },
    ],
  },
  "GO-2024-0002": {
    id: "GO-2024-0002",
    withdrawn: "2024-06-01T00:00:00Z",
    affected: [
      { package: { name: "example.com/back" }, ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }] },
    ],
  },
};

type Instead = (request: IncomingMessage, response: ServerResponse) => boolean;

async function database(instead: Instead = () => false) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    requests.push(`${path}${request.headers["if-none-match"] === undefined ? "" : " again"}`);
    if (instead(request, response)) return;
    const id = /^\/db\/ID\/(.+)\.json$/.exec(path)?.[1];
    const value = path === "/db/index/modules.json" ? modules : id === undefined ? undefined : entries[id];
    if (value === undefined) response.writeHead(404).end();
    else if (request.headers["if-none-match"] === '"1"') response.writeHead(304).end();
    else response.writeHead(200, { etag: '"1"' }).end(JSON.stringify(value));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const folder = await mkdtemp(join(tmpdir(), "vulndb-"));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/db`, requests, folder };
}

function ask(url: string, folder: string, ...packages: readonly string[]): Promise<Answer> {
  const never = () => Promise.reject(new Error("not to be used"));
  const cache = new ContentCache(join(folder, "cache"));
  return askGo(
    packages.map((one) => {
      const [name = "", version = ""] = one.split("@");
      return { ecosystem: "go", name, version };
    }),
    {
      env: { GOVULNDB: url },
      patience: { retries: 0, backoffMs: 1, timeoutMs: 400 },
      fetchers: { cache: async () => cache, npm: never, pypi: never },
    },
  );
}

const all = [`${net}@0.35.0`, "example.com/open@1.2.0", "example.com/back@1.0.0", "example.com/none@1.0.0"];

describe("the Go vulnerability database", () => {
  it("tells what concerns these versions of these modules", async () => {
    const { url, folder, requests } = await database();
    const { hits, errors, unanswered } = await ask(`${url}/`, folder, ...all);
    expect([errors, unanswered]).toEqual([[], []]);
    expect(hits).toMatchObject([
      {
        version: "0.35.0",
        advisory: {
          id: "GHSA-qxp5-gwg8-xv66",
          aliases: ["CVE-2025-22870", "GO-2025-3503"],
          affected: "<0.36.0",
          fixed: ["0.36.0"],
          url: "https://pkg.go.dev/vuln/GO-2025-3503",
        },
      },
      { advisory: { id: "GO-2024-0001", affected: ">=1.2.0", fixed: [], title: "Never fixed." } },
    ]);
    await ask(url, folder, ...all);
    expect(requests.filter((one) => one.endsWith(" again"))).toHaveLength(4);
  });

  it("is asked for no entry that is about other versions", async () => {
    const { url, folder, requests } = await database();
    expect(await ask(url, folder, `${net}@0.36.0`, `${net}@1.0.0`)).toMatchObject({ hits: [], errors: [] });
    expect(requests).toEqual(["/db/index/modules.json"]);
    expect((await ask(url, folder, "example.com/open@1.1.9")).hits).toEqual([]);
  });

  it("may be a folder", async () => {
    const { folder } = await database();
    for (const [path, value] of Object.entries({
      "index/modules": modules,
      "ID/GO-2025-3503": entries["GO-2025-3503"],
    })) {
      await mkdir(join(folder, path, ".."), { recursive: true });
      await writeFile(join(folder, `${path}.json`), JSON.stringify(value));
    }
    const url = pathToFileURL(folder).href;
    expect((await ask(url, folder, `${net}@0.1.0`)).hits).toHaveLength(1);
    expect((await ask(`${url}/no`, folder, `${net}@0.1.0`)).errors).toMatchObject([{ code: "E_NOT_FOUND" }]);
  });

  it("may have moved", async () => {
    const { url, folder } = await database();
    const moved = await database((request, response) => {
      response.writeHead(302, { location: `${url}${(request.url ?? "").replace("/db", "")}` }).end();
      return true;
    });
    expect((await ask(moved.url, folder, ...all)).hits).toHaveLength(2);
  });

  it.each([
    ["missing", (response: ServerResponse) => response.writeHead(404).end(), "E_NOT_FOUND"],
    ["broken", (response: ServerResponse) => response.writeHead(500).end(), "E_HTTP"],
    ["cut short", (response: ServerResponse) => truncated(response), "E_NETWORK"],
    ["silent", () => {}, "E_TIMEOUT"],
    ["something else", (response: ServerResponse) => response.end('{"path":1}'), "E_REGISTRY"],
    ["a page", (response: ServerResponse) => response.end("<html>"), "E_REGISTRY"],
  ] as const)("that is %s leaves all modules open, with the reason", async (_, how, code) => {
    const { url, folder } = await database((_request, response) => {
      how(response);
      return true;
    });
    const { hits, errors, unanswered } = await ask(url, folder, ...all);
    expect(hits).toEqual([]);
    expect(errors).toMatchObject([{ code, hint: expect.stringContaining("GOVULNDB") }]);
    expect(unanswered).toHaveLength(4);
  });

  it("that lacks one entry gives the others", async () => {
    const { url, folder } = await database((request, response) => {
      if (!request.url?.includes("GO-2025-3503")) return false;
      response.writeHead(404).end();
      return true;
    });
    const { hits, errors, unanswered } = await ask(url, folder, ...all);
    expect(hits.map(({ advisory }) => advisory.package)).toEqual(["example.com/open"]);
    expect(errors).toHaveLength(1);
    expect(unanswered.map(({ name }) => name)).toEqual([net]);
  });
});

function truncated(response: ServerResponse): void {
  response.writeHead(200, { "content-length": "999" });
  response.write("[", () => response.socket?.destroy());
}

const version = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map((parts) => parts.join("."));

describe("OSV's events", () => {
  it("are spans, whatever their order", () => {
    const events = [{ fixed: "1.5.0" }, { introduced: "2.0.0" }, { introduced: "0" }, { fixed: "2.1.0" }];
    expect(spansOf(events)).toEqual([
      { introduced: "0", fixed: "1.5.0" },
      { introduced: "2.0.0", fixed: "2.1.0" },
    ]);
    expect(spansOf([{ introduced: "1.0.0" }])).toEqual([{ introduced: "1.0.0", fixed: null }]);
    expect(spansOf([{ fixed: "1.0.0" }])).toEqual([]);
  });

  it("have their first version within, and the one that fixes it not", () => {
    fc.assert(
      fc.property(fc.uniqueArray(version, { minLength: 2, maxLength: 6 }), (versions) => {
        const events = versions.map((one, at) => (at % 2 === 0 ? { introduced: one } : { fixed: one }));
        for (const span of spansOf(events)) {
          expect(isWithin(span.introduced, span)).toBe(true);
          if (span.fixed !== null) expect(isWithin(span.fixed, span)).toBe(false);
        }
      }),
    );
  });
});
