import { createHash, createPublicKey, verify } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import pacote from "pacote";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  type FakeRegistry,
  type FakeRegistryOptions,
  packTarball,
  startFakeRegistry,
} from "./fake-registry.ts";

let folder: string;
let registry: FakeRegistry;
let runs = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fake-registry-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => registry.close());

const packages: FakeRegistryOptions["packages"] = {
  plain: {
    versions: {
      "1.0.0": { files: { "index.js": "module.exports = 1;\n" } },
      "1.1.0": {
        manifest: {
          description: "A plain package",
          bin: "cli.js",
          dependencies: { "@scope/dep": "^2.0.0" },
          scripts: { postinstall: "node -e 0", test: "true" },
        },
        files: { "cli.js": { content: "#!/usr/bin/env node\nconsole.log('plain');\n", mode: 0o755 } },
      },
    },
    distTags: { old: "1.0.0" },
  },
  "@scope/dep": { versions: { "2.0.0": {}, "2.1.0": { deprecated: "use 3" } } },
};

/** Settings that keep npm and pacote from this machine's own cache and retries. */
async function settings(): Promise<{ registry: string; cache: string }> {
  runs += 1;
  return { registry: registry.url, cache: join(folder, `cache-${runs}`) };
}

/** The parts of answers that the tests read. */
interface Answer {
  version: string;
  versions: Record<string, Record<string, unknown>>;
  "dist-tags": Record<string, string>;
  time: Record<string, string>;
  dist: { tarball: string; integrity: string; signatures: { keyid: string; sig: string }[] };
  keys: { keyid: string; key: string }[];
  objects: { package: { name: string } }[];
}

async function read(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return (await (await fetch(registry.url + path, { headers })).json()) as Answer;
}

async function npm(args: readonly string[], cwd = folder) {
  const { cache } = await settings();
  const fixed = ["--registry", registry.url, "--cache", cache, "--fetch-retries=0", "--no-update-notifier"];
  const { stdout } = await execa("npm", [...args, ...fixed], { cwd });
  return stdout;
}

describe("as npm's registry", () => {
  it("answers npm view, full and per field", async () => {
    registry = await startFakeRegistry({ packages });
    expect(JSON.parse(await npm(["view", "plain", "version", "dist-tags", "bin", "--json"]))).toEqual({
      version: "1.1.0",
      "dist-tags": { latest: "1.1.0", old: "1.0.0" },
      bin: { plain: "cli.js" },
    });
    expect(await npm(["view", "@scope/dep@2.1.0", "deprecated"])).toBe("use 3");
  });

  it("lets npm install with integrity checked", async () => {
    registry = await startFakeRegistry({ packages });
    const project = await mkdtemp(join(folder, "project-"));
    await writeFile(join(project, "package.json"), JSON.stringify({ dependencies: { plain: "1.1.0" } }));
    await npm(["install", "--ignore-scripts", "--no-audit"], project);
    const lock = JSON.parse(await readFile(join(project, "package-lock.json"), "utf8"));
    expect(lock.packages["node_modules/plain"]).toMatchObject({
      integrity: registry.integrity("plain", "1.1.0"),
      hasInstallScript: true,
    });
    const { stdout } = await execa(join(project, "node_modules/.bin/plain"));
    expect(stdout).toBe("plain");
  });

  it("gives the abbreviated form only to who asks for it", async () => {
    registry = await startFakeRegistry({ packages });
    const short = await read("plain", { accept: "application/vnd.npm.install-v1+json" });
    const full = await read("plain");
    expect(short.versions["1.1.0"]).toMatchObject({ hasInstallScript: true, bin: { plain: "cli.js" } });
    expect(short.versions["1.1.0"]).not.toHaveProperty("scripts");
    expect(short.time).toBeUndefined();
    expect(full.versions["1.1.0"]).toMatchObject({ scripts: { test: "true" } });
    expect(full.time["1.0.0"]).toBe("2026-01-01T00:00:00.000Z");
  });

  it("knows scoped names in both spellings, tags and versions", async () => {
    registry = await startFakeRegistry({ packages, basePath: "/npm/proxy" });
    expect(registry.url.endsWith("/npm/proxy/")).toBe(true);
    for (const path of ["@scope%2fdep", "@scope%2Fdep", "@scope/dep"]) {
      expect((await fetch(registry.url + path)).status).toBe(200);
    }
    expect((await read("plain/old")).version).toBe("1.0.0");
    expect((await read("@scope/dep/2.0.0")).version).toBe("2.0.0");
    expect((await fetch(`${registry.url}plain/9.9.9`)).status).toBe(404);
    expect((await fetch(`${registry.url}unknown`)).status).toBe(404);
    const tarball = await pacote.tarball("@scope/dep@2.0.0", await settings());
    expect(Buffer.from(tarball)).toEqual(registry.tarball("@scope/dep", "2.0.0"));
  });

  it("compresses JSON, and says not-modified to a known ETag", async () => {
    registry = await startFakeRegistry({ packages });
    const first = await fetch(`${registry.url}plain`);
    expect(first.headers.get("content-encoding")).toBe("gzip");
    const etag = first.headers.get("etag") ?? "";
    const again = await fetch(`${registry.url}plain`, { headers: { "if-none-match": etag } });
    expect(again.status).toBe(304);
    registry.publish("plain", "1.2.0");
    const changed = await fetch(`${registry.url}plain`, { headers: { "if-none-match": etag } });
    expect(changed.status).toBe(200);
    expect(((await changed.json()) as Answer)["dist-tags"].latest).toBe("1.2.0");
  });

  it("serves ranges of tarballs, guarded by If-Range", async () => {
    registry = await startFakeRegistry({ packages });
    const url = registry.url + registry.tarballPath("plain", "1.1.0").slice(1);
    const whole = registry.tarball("plain", "1.1.0");
    const ask = async (headers: Record<string, string>) => {
      const response = await fetch(url, { headers });
      return { response, body: Buffer.from(await response.arrayBuffer()) };
    };
    const { response: head } = { response: await fetch(url, { method: "HEAD" }) };
    expect(head.headers.get("content-length")).toBe(String(whole.length));
    const rest = await ask({ range: "bytes=10-", "if-range": head.headers.get("etag") ?? "" });
    expect(rest.response.status).toBe(206);
    expect(rest.response.headers.get("content-range")).toBe(`bytes 10-${whole.length - 1}/${whole.length}`);
    expect(rest.body).toEqual(whole.subarray(10));
    expect((await ask({ range: "bytes=-4" })).body).toEqual(whole.subarray(-4));
    expect((await ask({ range: "bytes=2-3" })).body).toEqual(whole.subarray(2, 4));
    const stale = await ask({ range: "bytes=10-", "if-range": '"other"' });
    expect([stale.response.status, stale.body.length]).toEqual([200, whole.length]);
    expect((await ask({ range: `bytes=${whole.length}-` })).response.status).toBe(416);
    registry.fault(registry.tarballPath("plain", "1.1.0"), { kind: "no-ranges" });
    expect((await ask({ range: "bytes=10-" })).response.status).toBe(200);
  });

  it("finds near names", async () => {
    registry = await startFakeRegistry({
      packages: { "firecrawl-mcp": { versions: { "1.0.0": {} } }, other: { versions: { "1.0.0": {} } } },
    });
    const found = await read("-/v1/search?text=firecrwal-mcp");
    expect(found.objects.map((one) => one.package.name)).toEqual(["firecrawl-mcp"]);
  });

  it("shows unpublished packages and removed versions as npm's registry does", async () => {
    registry = await startFakeRegistry({ packages });
    registry.unpublish("plain", "1.1.0");
    const left = await read("plain");
    expect(Object.keys(left.versions)).toEqual(["1.0.0"]);
    expect(left.time["1.1.0"]).toBeDefined();
    expect((await fetch(registry.url + registry.tarballPath("plain", "1.1.0").slice(1))).status).toBe(404);
    registry.unpublish("plain");
    await expect(npm(["view", "plain"])).rejects.toMatchObject({
      stderr: expect.stringContaining("Unpublished on"),
    });
    await expect(pacote.manifest("plain@*", await settings())).rejects.toMatchObject({
      code: "ENOVERSIONS",
    });
  });
});

describe("tarballs", () => {
  it("are the same bytes every time, with long names and links", async () => {
    registry = await startFakeRegistry();
    const long = `${"long-folder-name/".repeat(20)}file.js`;
    const files = {
      [long]: "x",
      "bin/run": { content: "#!/bin/sh\n", mode: 0o755 },
      "a-link": { link: "bin/run" },
    };
    const digest = () => createHash("sha256").update(packTarball(files)).digest("hex");
    expect(digest()).toBe(digest());
    const path = join(folder, "odd.tgz");
    await writeFile(path, packTarball(files, "other-top"));
    const into = join(folder, "odd");
    await mkdir(into);
    await execa("tar", ["-xzf", path, "-C", into]);
    expect(await readFile(join(into, "other-top", long), "utf8")).toBe("x");
    expect(await readFile(join(into, "other-top", "a-link"), "utf8")).toBe("#!/bin/sh\n");
  });
});

describe("signatures", () => {
  const verified = async () => {
    const keyed = { [`//${registry.url.replace(/^\w+:\/\//, "")}:_keys`]: keysForPacote() };
    return pacote.manifest("plain@1.0.0", {
      ...(await settings()),
      ...keyed,
      verifySignatures: true,
    } as object);
  };
  const keysForPacote = () =>
    registry.keys.map((key) => ({
      ...key,
      pemkey: `-----BEGIN PUBLIC KEY-----\n${key.key}\n-----END PUBLIC KEY-----`,
    }));

  it("verify with plain node:crypto", async () => {
    registry = await startFakeRegistry({ packages });
    const [key] = (await read("-/npm/v1/keys")).keys;
    const { dist } = await read("plain/1.0.0");
    const publicKey = createPublicKey({
      key: Buffer.from(key?.key ?? "", "base64"),
      format: "der",
      type: "spki",
    });
    const check = (text: string) =>
      verify("sha256", Buffer.from(text), publicKey, Buffer.from(dist.signatures[0]?.sig ?? "", "base64"));
    expect(dist.signatures[0]?.keyid).toBe(key?.keyid);
    expect(check(`plain@1.0.0:${dist.integrity}`)).toBe(true);
    expect(check(`plain@1.0.1:${dist.integrity}`)).toBe(false);
  });

  it("verify with pacote, or fail where they shall", async () => {
    registry = await startFakeRegistry({ packages });
    expect(await verified()).toMatchObject({ name: "plain" });
    registry.publish("plain", "1.0.0", { signatures: "invalid" });
    await expect(verified()).rejects.toMatchObject({ code: "EINTEGRITYSIGNATURE" });
    registry.publish("plain", "1.0.0", { signatures: "missing" });
    expect((await verified()) as object).not.toHaveProperty("_signatures");
  });

  it("fail with an expired key, and a registry may publish none", async () => {
    registry = await startFakeRegistry({ packages, keyExpires: "2020-01-01T00:00:00.000Z" });
    await expect(verified()).rejects.toMatchObject({ code: "EEXPIREDSIGNATUREKEY" });
    await registry.close();
    registry = await startFakeRegistry({ packages, keys: false });
    expect((await fetch(`${registry.url}-/npm/v1/keys`)).status).toBe(404);
  });
});

describe("auth", () => {
  it("asks a scope's token, and says nothing to others", async () => {
    registry = await startFakeRegistry({ packages, auth: [{ scope: "@scope", token: "good" }] });
    const status = async (token?: string) =>
      (
        await fetch(`${registry.url}@scope%2fdep`, {
          headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        })
      ).status;
    expect([await status(), await status("bad"), await status("good")]).toEqual([401, 403, 200]);
    expect((await fetch(`${registry.url}plain`)).status).toBe(200);
    const key = `//${registry.url.replace(/^\w+:\/\//, "")}:_authToken`;
    const options = { ...(await settings()), [key]: "good" } as object;
    expect((await pacote.manifest("@scope/dep@2.0.0", options)).version).toBe("2.0.0");
  });
});

describe("faults", () => {
  const tarballUrl = () => registry.url + registry.tarballPath("plain", "1.1.0").slice(1);
  const start = async () => {
    registry = await startFakeRegistry({ packages });
  };
  /** Of a raw request: what came, and whether the connection broke. */
  const raw = (url: string, timeout = 5_000) =>
    new Promise<{ status: number; bytes: number; end: "whole" | "cut" | "silent"; error?: string }>(
      (resolve) => {
        let status = 0;
        let bytes = 0;
        const request = get(url, { agent: false }, (response) => {
          status = response.statusCode ?? 0;
          response.on("data", (chunk: Buffer) => {
            bytes += chunk.length;
          });
          response.on("end", () => resolve({ status, bytes, end: "whole" }));
          response.on("error", (error: NodeJS.ErrnoException) =>
            resolve({ status, bytes, end: "cut", error: error.code ?? "" }),
          );
        });
        request.on("error", (error: NodeJS.ErrnoException) =>
          resolve({ status, bytes, end: "cut", error: error.code ?? "" }),
        );
        request.setTimeout(timeout, () => {
          resolve({ status, bytes, end: "silent" });
          request.destroy();
        });
      },
    );

  it("status, a number of times or for good, and taken back", async () => {
    await start();
    registry.fault("/plain", { kind: "status", status: 500, times: 2 });
    const status = async () => (await fetch(`${registry.url}plain`)).status;
    expect([await status(), await status(), await status()]).toEqual([500, 500, 200]);
    const clear = registry.fault(/^\/pl/, { kind: "status", status: 404 });
    expect(await status()).toBe(404);
    clear();
    expect(await status()).toBe(200);
    expect(registry.count("/plain")).toBe(5);
    registry.forget();
    expect(registry.requests).toEqual([]);
  });

  it("lets npm's own retry get through", async () => {
    await start();
    registry.fault("/plain", { kind: "status", status: 500, times: 1 });
    const retry = { fetchRetries: 2, fetchRetryMintimeout: 1, fetchRetryMaxtimeout: 5 };
    expect(
      (await pacote.manifest("plain@1.0.0", { ...(await settings()), ...retry } as object)).version,
    ).toBe("1.0.0");
    expect(registry.requests.map(({ status }) => status)).toEqual([500, 200]);
  });

  it("retry-after", async () => {
    await start();
    registry.fault("/plain", { kind: "retry-after", seconds: 3, times: 1 });
    const response = await fetch(`${registry.url}plain`);
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "3"]);
  });

  it("delay, stall, truncate, reset", async () => {
    await start();
    const path = registry.tarballPath("plain", "1.1.0");
    const whole = registry.tarball("plain", "1.1.0").length;
    registry.fault(path, { kind: "delay", ms: 150, times: 1 });
    const began = performance.now();
    expect(await raw(tarballUrl())).toMatchObject({ status: 200, bytes: whole, end: "whole" });
    expect(performance.now() - began).toBeGreaterThan(140);
    registry.fault(path, { kind: "stall", afterBytes: 20, times: 1 });
    expect(await raw(tarballUrl(), 200)).toEqual({ status: 200, bytes: 20, end: "silent" });
    registry.fault(path, { kind: "truncate", times: 1 });
    expect(await raw(tarballUrl())).toMatchObject({ status: 200, bytes: Math.floor(whole / 2), end: "cut" });
    registry.fault(path, { kind: "reset", times: 1 });
    expect(await raw(tarballUrl())).toMatchObject({ status: 0, end: "cut", error: "ECONNRESET" });
    registry.fault(path, { kind: "reset", afterBytes: 30, times: 1 });
    expect(await raw(tarballUrl())).toMatchObject({ status: 200, end: "cut", error: "ECONNRESET" });
  });

  it("wrong bytes of the right length fail pacote's integrity check", async () => {
    await start();
    registry.fault(registry.tarballPath("plain", "1.1.0"), { kind: "wrong-bytes" });
    const integrity = registry.integrity("plain", "1.1.0");
    await expect(pacote.tarball("plain@1.1.0", { ...(await settings()), integrity })).rejects.toMatchObject({
      code: "EINTEGRITY",
    });
  });

  it("redirects to another origin, where the token must not go", async () => {
    await start();
    registry.fault(registry.tarballPath("plain", "1.1.0"), { kind: "redirect" });
    const key = `//${registry.url.replace(/^\w+:\/\//, "")}:_authToken`;
    const options = { ...(await settings()), [key]: "secret" } as object;
    await pacote.tarball("plain@1.1.0", options);
    const tarballs = registry.requests.filter(({ path }) => path.endsWith(".tgz"));
    expect(tarballs.map(({ origin, status }) => [origin, status])).toEqual([
      ["registry", 302],
      ["other", 200],
    ]);
    expect(tarballs.map(({ headers }) => headers.authorization)).toEqual(["Bearer secret", undefined]);
  });

  it("a captive portal's page is no JSON", async () => {
    await start();
    registry.fault("/plain", { kind: "html" });
    await expect(pacote.packument("plain", await settings())).rejects.toThrow();
  });

  it("tarballs may lie on another origin, other files anywhere", async () => {
    registry = await startFakeRegistry({ packages, tarballOrigin: "other" });
    const { dist } = await read("plain/1.0.0");
    expect(dist.tarball.startsWith(registry.otherUrl)).toBe(true);
    registry.serve("/files/thing.tgz", packTarball({ "package.json": "{}" }));
    expect((await fetch(`${registry.otherUrl}files/thing.tgz`)).status).toBe(200);
  });
});
