import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { type AuditEvent, audit } from "../../src/audit/audit.ts";
import { ignoreList } from "../../src/audit/ignore.ts";
import { lockedClosure } from "../../src/audit/locked-closure.ts";
import type { AuditReport } from "../../src/audit/report.ts";
import type { LockedServer } from "../../src/config/lock-schema.ts";
import { loadGoConfig } from "../../src/registry/go-config.ts";
import { startFakeRegistry } from "../support/fake-registry.ts";
import { startModuleProxy } from "../support/module-proxy.ts";
import { makeNpmHome } from "../support/npm-home.ts";
import { testIndex } from "../support/pypi-client.ts";

const patience = { retries: 0, backoffMs: 1, timeoutMs: 500 };

/** Locks of which only what an audit reads is there. */
const lockOf = (lock: Record<string, unknown>) => lock as unknown as LockedServer;

const file = (name: string, version: string) => ({ name, version, src: {}, systems: null });

function pythonLock(...files: readonly (readonly [string, string])[]): LockedServer {
  const wheels = [["mcp-time", "1.0"] as const, ...files].map(([name, version]) => file(name, version));
  return lockOf({
    kind: "python",
    package: "mcp-time",
    version: "1.0",
    src: { type: "pypi" },
    strategy: "locked",
    nixpkgs: null,
    closure: { wheels, builds: [], ownBuild: null },
  });
}

async function setting() {
  const [fake, proxy] = await Promise.all([startFakeRegistry(), startModuleProxy()]);
  const home = await makeNpmHome(fake.url, ["fetch-retries=0"]);
  const { index, client, cache } = await testIndex();
  const folder = await mkdtemp(join(tmpdir(), "audit-"));
  onTestFinished(async () => {
    await Promise.all([fake.close(), proxy.close(), home.remove(), rm(folder, { recursive: true })]);
  });
  const registry = await home.registry();
  const env = { GOPROXY: proxy.url, GOENV: "off", HOME: folder, GOVULNDB: `${proxy.url}/vulndb` };
  const config = await loadGoConfig(env);
  const events: AuditEvent[] = [];
  const fetchers = {
    cache: async () => cache,
    npm: async () => registry,
    pypi: async () => client,
    go: async () => ({ config, env }),
  };
  const places = { cache, folder, fetchers, defaultRegistry: async () => fake.url };
  const run = (locks: Readonly<Record<string, LockedServer>>): Promise<AuditReport> =>
    audit(
      Object.entries(locks).map(([name, locked]) => ({
        name,
        locked,
        closure: () => lockedClosure(locked, places),
      })),
      {
        fetchers,
        env,
        patience,
        ignore: ignoreList({}, [], "2026-01-01"),
        onEvent: (event) => void events.push(event),
      },
    );
  return { fake, proxy, index, cache, run, events };
}

it("a Python closure's chains are those that the index tells", async () => {
  const { index, run } = await setting();
  const tell = (
    name: string,
    version: string,
    requires: readonly string[],
    vulnerabilities: readonly unknown[] = [],
  ) => index.json.set(`${name}/${version}/json`, { info: { requires_dist: requires }, vulnerabilities });
  tell("mcp-time", "1.0", ["httpx >=0.27", "rich ; extra == 'cli'"]);
  tell("httpx", "0.27.0", ["httpcore==1.*"]);
  tell("httpcore", "1.0.0", ["H11<1"]);
  tell("rich", "13.0", []);
  tell(
    "h11",
    "0.14.0",
    [],
    [
      { id: "PYSEC-1", aliases: ["CVE-1"], fixed_in: ["0.16.0"] },
      { id: "GHSA-1", aliases: ["CVE-1"] },
    ],
  );
  const lock = pythonLock(["httpx", "0.27.0"], ["httpcore", "1.0.0"], ["h11", "0.14.0"], ["rich", "13.0"]);
  const { servers, errors } = await run({ time: lock, again: lock });
  expect(errors).toEqual([]);
  for (const server of ["time", "again"]) {
    expect(servers.find((one) => one.server === server)).toMatchObject({
      asked: 5,
      unanswered: 0,
      findings: [
        {
          advisory: { id: "GHSA-1", aliases: ["CVE-1", "PYSEC-1"] },
          way: ["mcp-time@1.0", "httpx@0.27.0", "httpcore@1.0.0", "h11@0.14.0"],
          remedy: { kind: "refresh", version: "0.16.0" },
        },
      ],
    });
  }
  // Two servers, and each release is asked for once.
  expect(index.requests).toHaveLength(5);
});

it("a Go server's modules are those of its go.mod, with what it replaces", async () => {
  const { proxy, run } = await setting();
  const mod = [
    "module example.com/srv",
    "go 1.22",
    "require (",
    "  golang.org/x/net v0.35.0 // indirect",
    "  example.com/a v1.0.0",
    "  example.com/local v1.0.0",
    ")",
    "replace example.com/a => example.com/fork v1.1.0",
    "replace example.com/local => ./local",
  ];
  proxy.add("example.com/srv", "v1.2.0", { "go.mod": mod.join("\n") });
  const names = ["golang.org/x/net", "example.com/fork", "example.com/a", "example.com/local"];
  const idOf = (name: string) => `GO-${names.indexOf(name)}`;
  const weakness = (name: string) => ({
    id: idOf(name),
    affected: [
      { package: { name }, ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "9.0.0" }] }] },
    ],
  });
  proxy.answer("vulndb/index/modules.json", (response) =>
    response.end(
      JSON.stringify(names.map((path) => ({ path, vulns: [{ id: idOf(path), fixed: "9.0.0" }] }))),
    ),
  );
  for (const name of names)
    proxy.answer(`vulndb/ID/${idOf(name)}.json`, (response) => response.end(JSON.stringify(weakness(name))));
  const lock = { kind: "go", package: "example.com/srv", version: "1.2.0", src: { type: "go-module" } };
  const { servers, errors } = await run({
    srv: lockOf(lock),
    alone: lockOf({ ...lock, src: { type: "github" } }),
  });
  expect(errors).toEqual([]);
  expect(servers[0]?.findings.map(({ advisory, way }) => [advisory.package, way])).toEqual([
    ["example.com/fork", ["example.com/srv@1.2.0", "example.com/fork@1.1.0"]],
    ["golang.org/x/net", null],
  ]);
  expect(servers[0]?.findings[0]?.remedy).toMatchObject({ kind: "update", version: "9.0.0" });
  expect(servers[1]).toMatchObject({
    asked: 1,
    findings: [],
    notes: expect.arrayContaining([expect.stringContaining("only the server itself")]),
  });
});

it("a repository's lockfile is read of each package manager", async () => {
  const { fake, cache, run } = await setting();
  const texts = {
    npm: JSON.stringify({
      lockfileVersion: 3,
      packages: { "": { dependencies: { leaf: "1" } }, "node_modules/leaf": { version: "1.0.0" } },
    }),
    pnpm: "lockfileVersion: '9.0'\npackages:\n  leaf@1.0.0:\n    resolution: { integrity: sha512-AAAA }\n",
    yarn: '# yarn lockfile v1\n\n\nleaf@^1.0.0, leaf@1:\n  version "1.0.0"\n  resolved "https://r.example/leaf.tgz#abc"\n',
  };
  fake.publish("leaf", "1.0.0");
  fake.advisories.set("leaf", [{ id: 1, vulnerable_versions: "<2", severity: "low", title: "t" }]);
  const locks = Object.fromEntries(
    await Promise.all(
      Object.entries(texts).map(async ([strategy, text]) => {
        const { integrity: digest } = await cache.putBytes(Buffer.from(text));
        const lockfile = { origin: "repository", digest, packages: 1 };
        return [
          strategy,
          lockOf({ kind: "npm-source", package: "srv", version: "1.0.0", folder: "", strategy, lockfile }),
        ] as const;
      }),
    ),
  );
  const { servers, errors } = await run(locks);
  expect(errors).toEqual([]);
  expect(servers.map(({ server, findings }) => [server, findings.map(({ way }) => way)])).toEqual([
    ["npm", [["srv@1.0.0", "leaf@1.0.0"]]],
    ["pnpm", [null]],
    ["yarn", [null]],
  ]);
  expect(servers[0]?.findings[0]?.remedy.kind).toBe("none");
});

it("what fails of one server or one registry leaves the rest", async () => {
  const { index, run, events } = await setting();
  index.json.set("mcp-time/1.0/json", { info: {}, vulnerabilities: [] });
  const lost = lockOf({
    kind: "npm-source",
    package: "lost",
    version: "1.0.0",
    folder: "",
    strategy: "npm",
    lockfile: {
      origin: "repository",
      digest: "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
      packages: 1,
    },
  });
  const go = lockOf({ kind: "go", package: "example.com/x", version: "1.0.0", src: { type: "github" } });
  const { servers, errors } = await run({ time: pythonLock(), lost, go });
  expect(servers.map(({ server, unanswered }) => [server, unanswered])).toEqual([
    ["time", 0],
    ["go", 1],
  ]);
  expect(errors.map(({ code }) => code)).toEqual(["E_NO_LOCKFILE", "E_NOT_FOUND"]);
  expect(
    events
      .filter(({ type }) => type === "done" || type === "fail")
      .map(({ source, type }) => `${source} ${type}`)
      .sort(),
  ).toEqual(["Go fail", "PyPI done"]);
});
