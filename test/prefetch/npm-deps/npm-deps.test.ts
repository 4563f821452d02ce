import { chmod, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ContentCache } from "../../../src/cache/content-cache.ts";
import { ManyErrors } from "../../../src/errors.ts";
import { narHash } from "../../../src/prefetch/nar.ts";
import { type NpmDepsEvent, npmDepsHash, npmDepsTree } from "../../../src/prefetch/npm-deps/npm-deps.ts";
import {
  filesOf,
  fixedVersion,
  lockOf,
  makeSetting,
  REGISTRY,
  type Setting,
  tarballUrl,
  text,
} from "./setting.ts";

let setting: Setting;

beforeAll(async () => {
  setting = await makeSetting({
    alpha: { "1.0.0": fixedVersion("alpha", "1.0.0", { dependencies: { "@scope/beta": "^2.0.0" } }) },
    "@scope/beta": {
      "2.0.0": fixedVersion("@scope/beta", "2.0.0", { bin: "cli.js", scripts: { test: "true" } }),
      "2.1.0": fixedVersion("@scope/beta", "2.1.0"),
    },
    gone: { "1.0.0": fixedVersion("gone", "1.0.0") },
  });
});

afterAll(() => setting.remove());

function fresh(name: string): ContentCache {
  return new ContentCache(`${setting.folder}/${name}`);
}

describe("npmDepsHash", () => {
  const packages = { alpha: "1.0.0", "@scope/beta": "2.0.0" };

  // The program of numtide/llm-agents.nix (HEAD of March 2026) gives the same for these files and documents.
  it.each([
    [1, "sha256-CeA1Glfcwr5fLyHjWOzjJEDmVJaXazrSp/GRHvKbxcs="],
    [2, "sha256-CBmGdXAzhUdnmrLdhkGMIzfUWwkshiLjP+SYifz8qRQ="],
    [3, "sha256-cDQdny36syxYcf/DeZycfzEsBAmPFg/r1BlVHPCnohY="],
  ])("fetcher version %i of a lockfile made here", async (fetcherVersion, hash) => {
    const lock = lockOf(setting.registry, packages);
    const result = await npmDepsHash(lock, setting.options({ fetcherVersion }));
    expect(text(result)).toBe(hash);
    expect(result).toMatchObject({ packages: 2, bytes: 30_000, warnings: [] });
  });

  it("of nothing, when that is intended", async () => {
    const lock = `{"lockfileVersion":3,"packages":{"":{}}}\n`;
    await expect(npmDepsHash(lock, setting.options())).rejects.toMatchObject({ code: "E_LOCK_EMPTY" });
    const forced = { forceEmptyCache: true };
    expect(text(await npmDepsHash(lock, setting.options(forced)))).toBe(
      "sha256-tYsRaEt7tUMFb6qG+K/CL1uLMdzEo8wwSJTr3pnSeng=",
    );
  });

  it("changes with any byte of the lockfile", async () => {
    const lock = lockOf(setting.registry, packages);
    const hashes = [lock, `${lock}\n`, lock.replaceAll("\n", "\r\n")].map(async (variant) =>
      text(await npmDepsHash(variant, setting.options())),
    );
    expect(new Set(await Promise.all(hashes)).size).toBe(3);
  });

  it("takes bytes as it takes text", async () => {
    const lock = lockOf(setting.registry, { alpha: "1.0.0" }).replace("made-here", "gemacht-für-hier");
    const ofText = await npmDepsHash(lock, setting.options({ cache: fresh("text") }));
    const ofBytes = await npmDepsHash(Buffer.from(lock), setting.options({ cache: fresh("bytes") }));
    expect(text(ofBytes)).toBe(text(ofText));
    await expect(npmDepsHash(Buffer.from([0xff, 0x7b]), setting.options())).rejects.toMatchObject({
      code: "E_LOCK_PARSE",
    });
  });

  it("answers a second time without the network", async () => {
    const lock = lockOf(setting.registry, packages);
    const options = setting.options({ fetcherVersion: 2, cache: fresh("twice") });
    const first = await npmDepsHash(lock, options);
    setting.registry.forget();
    const events: NpmDepsEvent[] = [];
    const second = await npmDepsHash(lock, { ...options, onEvent: (event) => events.push(event) });
    expect(second).toEqual(first);
    expect(setting.registry.requests).toEqual([]);
    expect(events).toEqual([{ type: "memoised" }]);
  });

  it("tells how far it is", async () => {
    const events: NpmDepsEvent[] = [];
    const options = setting.options({
      fetcherVersion: 2,
      cache: fresh("events"),
      onEvent: (event) => events.push(event),
    });
    await npmDepsHash(lockOf(setting.registry, packages), options);
    expect(events[0]).toEqual({ type: "planned", tarballs: 2, packuments: 2 });
    const steps = events.slice(1).map((event) => event as Extract<NpmDepsEvent, { done: number }>);
    expect(steps.map(({ done, total }) => [done, total])).toEqual([1, 2, 3, 4].map((done) => [done, 4]));
    expect(
      steps
        .filter(({ type }) => type === "packument")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["@scope/beta", "alpha"]);
  });
});

describe("npmDepsTree", () => {
  it("holds the lockfile, contents by hash and an index that npm can read", async () => {
    const lock = lockOf(setting.registry, { alpha: "1.0.0" });
    const { tree } = await npmDepsTree(lock, setting.options({ fetcherVersion: 2 }));
    const files = await filesOf(tree);
    expect(files.get("/package-lock.json")?.toString()).toBe(lock);
    expect(files.get("/.fetcher-version")?.toString()).toBe("2");
    const index = [...files]
      .filter(([path]) => path.startsWith("/_cacache/index-v5/"))
      .map(([, line]) => String(line));
    expect(index).toHaveLength(2);
    const entries = index
      .flatMap((bucket) => bucket.split("\n"))
      .map((line) => JSON.parse(line.slice(line.indexOf("\t") + 1)));
    expect(new Set(entries.map(({ key, metadata }) => `${key} ${metadata.reqHeaders?.accept}`))).toEqual(
      new Set([
        `make-fetch-happen:request-cache:${REGISTRY}alpha application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*`,
        `make-fetch-happen:request-cache:${REGISTRY}alpha application/json`,
        `make-fetch-happen:request-cache:${tarballUrl("alpha", "1.0.0")} undefined`,
      ]),
    );
    for (const { integrity, size } of entries) {
      const hex = Buffer.from(integrity.slice(7), "base64").toString("hex");
      const content = files.get(
        `/_cacache/content-v2/sha512/${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex.slice(4)}`,
      );
      expect(content).toHaveLength(size);
    }
  });

  it("keeps the lockfile's URL however the tarball was reached", async () => {
    const integrity = setting.registry.integrity("alpha", "1.0.0");
    const resolved = "https://files.example/x.tgz";
    setting.registry.serve("/hosts/files.example/x.tgz", setting.registry.tarball("alpha", "1.0.0"));
    const lock = JSON.stringify({
      lockfileVersion: 3,
      packages: { "node_modules/x": { resolved, integrity } },
    });
    const { tree } = await npmDepsTree(lock, setting.options({ cache: fresh("rewritten") }));
    const all = [...(await filesOf(tree)).values()].map(String).join("\n");
    expect(all).toContain(`"url":"${resolved}"`);
    expect(all).not.toContain(setting.registry.url);
  });
});

describe("failures", () => {
  it("reports all tarballs that failed, after the rest was fetched; a rerun has only those left", async () => {
    const { registry } = setting;
    const cache = fresh("failing");
    const lock = lockOf(registry, { alpha: "1.0.0", "@scope/beta": "2.0.0", gone: "1.0.0" });
    const wrong = registry.tarballPath("@scope/beta", "2.0.0");
    const missing = registry.tarballPath("gone", "1.0.0");
    const mend = registry.fault(wrong, { kind: "wrong-bytes" });
    const restore = registry.fault(missing, { kind: "status", status: 404 });
    const failure = await npmDepsHash(lock, setting.options({ cache })).catch((error: unknown) => error);
    mend();
    restore();
    expect(failure).toBeInstanceOf(ManyErrors);
    expect((failure as ManyErrors).errors.map(({ code }) => code).sort()).toEqual([
      "E_INTEGRITY",
      "E_NOT_FOUND",
    ]);
    expect(await cache.pathOf(registry.integrity("alpha", "1.0.0"))).not.toBeNull();
    registry.forget();
    await npmDepsHash(lock, setting.options({ cache }));
    expect(registry.requests.map(({ path }) => path).sort()).toEqual([wrong, missing].sort());
  });

  it("gathers entries without integrity", async () => {
    const lock = JSON.stringify({
      lockfileVersion: 3,
      packages: {
        "node_modules/a": { resolved: `${REGISTRY}a.tgz` },
        "node_modules/b": { resolved: `${REGISTRY}b.tgz` },
      },
    });
    const failure = await npmDepsHash(lock, setting.options()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ManyErrors);
    expect((failure as ManyErrors).errors.map(({ code, where }) => [code, where])).toEqual([
      ["E_LOCK_INTEGRITY", "package-lock.json: node_modules/a"],
      ["E_LOCK_INTEGRITY", "package-lock.json: node_modules/b"],
    ]);
  });

  it("makes no hash from a cache that rotted", async () => {
    const cache = fresh("rotten");
    await npmDepsTree(lockOf(setting.registry, { alpha: "1.0.0" }), setting.options({ cache }));
    const path = (await cache.pathOf(setting.registry.integrity("alpha", "1.0.0"))) as string;
    await chmod(path, 0o644);
    await writeFile(path, Buffer.alloc(setting.registry.tarball("alpha", "1.0.0").length));
    await expect(
      npmDepsHash(lockOf(setting.registry, { alpha: "1.0.0" }), setting.options({ cache })),
    ).rejects.toMatchObject({ code: "E_CACHE_ROTTEN", where: path });
  });

  it("warns of a packument the registry does not have, and remembers no hash then", async () => {
    const { registry } = setting;
    const resolved = `${REGISTRY}private/-/private-1.0.0.tgz`;
    const integrity = registry.integrity("alpha", "1.0.0");
    registry.serve("/private/-/private-1.0.0.tgz", registry.tarball("alpha", "1.0.0"));
    const lock = JSON.stringify({
      lockfileVersion: 3,
      packages: { "node_modules/private": { version: "1.0.0", resolved, integrity } },
    });
    const options = setting.options({ fetcherVersion: 2, cache: fresh("warned") });
    const { tree, warnings } = await npmDepsTree(lock, options);
    expect(warnings).toEqual([expect.stringContaining("no packument of private")]);
    const hash = await npmDepsHash(lock, options);
    expect(text(hash)).toBe(text({ hash: await narHash(tree) }));
    registry.publish("private", "1.0.0", fixedVersion("private", "1.0.0"));
    expect(text(await npmDepsHash(lock, options))).not.toBe(text(hash));
  });

  it("fails when a packument cannot be had just now", async () => {
    const { registry } = setting;
    const mend = registry.fault(registry.packumentPath("alpha"), { kind: "html" });
    const options = setting.options({ fetcherVersion: 2, cache: fresh("portal") });
    await expect(npmDepsHash(lockOf(registry, { alpha: "1.0.0" }), options)).rejects.toMatchObject({
      code: "E_PACKUMENT",
    });
    mend();
    await npmDepsHash(lockOf(registry, { alpha: "1.0.0" }), options);
  });

  it("stops when it is told to", async () => {
    const { registry } = setting;
    const mend = registry.fault(registry.tarballPath("@scope/beta", "2.1.0"), {
      kind: "stall",
      afterBytes: 10,
    });
    const controller = new AbortController();
    const running = npmDepsHash(
      lockOf(registry, { "@scope/beta": "2.1.0" }),
      setting.options({ cache: fresh("stopped"), signal: controller.signal }),
    );
    setTimeout(() => controller.abort(), 50);
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
    mend();
  });
});
