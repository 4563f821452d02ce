import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ContentCache } from "../../src/cache/content-cache.ts";
import { type DownloadEvent, type DownloadRequest, download } from "../../src/cache/download.ts";
import { hashOf, sri } from "../../src/prefetch/hash.ts";
import { type Handler, LocalServer, staticFile } from "./local-server.ts";

const content = randomBytes(900_000);
const integrity = sri(hashOf("sha512", content));

let folder: string;
let cache: ContentCache;
let server: LocalServer;
let events: DownloadEvent[];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "download-"));
  cache = new ContentCache(folder);
  server = await LocalServer.start(staticFile(content));
  events = [];
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

function run(more: Partial<DownloadRequest> = {}) {
  return download({
    url: server.url("/a.tgz"),
    cache,
    backoffMs: 5,
    timeoutMs: 2000,
    onEvent: (event) => events.push(event),
    ...more,
  });
}

const parts = () => readdirSync(cache.parts);
const kinds = () => events.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]);
const sent = () => server.requests.map(({ headers }) => headers);

/** Sends what it would, but only `bytes` of the body, then cuts the line. */
function cutAfter(bytes: number, handler: Handler): Handler {
  return (request, response) => {
    const end = response.end.bind(response);
    response.end = ((chunk?: Buffer) => {
      if (chunk === undefined) return end();
      // Later, since what is still on its way would be lost with the line.
      response.write(chunk.subarray(0, bytes), () => setTimeout(() => response.destroy(), 30));
      return response;
    }) as typeof response.end;
    handler(request, response);
  };
}

/** The first answers by those handlers, all later ones by the last. */
function inTurn(...handlers: Handler[]): Handler {
  let turn = 0;
  return (request, response) => handlers[Math.min(turn++, handlers.length - 1)]!(request, response);
}

const status =
  (code: number, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    response.writeHead(code, headers).end("no");

describe("download", () => {
  it("puts the verified content into the cache, and finds it there", async () => {
    const done = await run({ integrity });
    expect(readFileSync(done.path).equals(content)).toBe(true);
    expect(done).toMatchObject({ integrity, size: content.length });
    expect(kinds()).toEqual(["start", "progress", "done"]);
    expect(events.at(-1)).toMatchObject({ size: content.length });
    expect(parts()).toEqual([]);
    events = [];
    expect(await run({ integrity })).toEqual(done);
    expect(kinds()).toEqual(["cached"]);
    expect(server.requests).toHaveLength(1);
  });

  it("computes sha256 when no hash is known, and asks whether it is still current", async () => {
    const first = await run();
    expect(first.integrity).toBe(sri(hashOf("sha256", content)));
    expect(await run()).toEqual(first);
    expect(sent().map((headers) => headers["if-none-match"])).toEqual([undefined, '"v1"']);
    const newer = Buffer.from("newer");
    server.handler = staticFile(newer, { etag: '"v2"' });
    expect(await run()).toMatchObject({ integrity: sri(hashOf("sha256", newer)) });
    expect(parts()).toEqual([]);
  });

  it("takes the strongest of several hashes, and any one of that strength", async () => {
    const weak = sri(hashOf("sha1", "something else"));
    const other = sri(hashOf("sha512", "another"));
    await expect(run({ integrity: `${weak} ${other} ${integrity}` })).resolves.toMatchObject({ integrity });
  });

  it("refuses wrong content, naming what was expected and what came", async () => {
    const expected = sri(hashOf("sha512", "what the lockfile says"));
    const error = await run({ integrity: expected, url: server.url("/a.tgz?token=secret") }).catch(
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ code: "E_INTEGRITY", where: `${server.url("/a.tgz")}?…` });
    expect(error.message).toContain(expected);
    expect(error.message).toContain(integrity);
    expect(server.requests).toHaveLength(1);
    expect(parts()).toEqual([]);
    expect(await cache.pathOf(integrity)).toBeNull();
  });

  it.each([
    [404, "E_NOT_FOUND"],
    [410, "E_NOT_FOUND"],
    [401, "E_FORBIDDEN"],
    [403, "E_FORBIDDEN"],
    [418, "E_HTTP"],
  ])("says what status %i means, and does not try again", async (code, expected) => {
    server.handler = status(code);
    await expect(run({ integrity })).rejects.toMatchObject({ code: expected, where: server.url("/a.tgz") });
    expect(server.requests).toHaveLength(1);
    expect(parts()).toEqual([]);
  });

  it.each([408, 429, 500, 502, 503])("tries again on status %i", async (code) => {
    server.handler = inTurn(status(code), status(code), staticFile(content));
    await run({ integrity });
    expect(events.filter(({ type }) => type === "retry")).toMatchObject([{ attempt: 1 }, { attempt: 2 }]);
  });

  it("gives up after the retries allowed", async () => {
    server.handler = status(500);
    await expect(run({ integrity, retries: 2 })).rejects.toMatchObject({ code: "E_HTTP" });
    expect(server.requests).toHaveLength(3);
  });

  it("waits as long as the server asks", async () => {
    server.handler = inTurn(status(503, { "retry-after": "1" }), staticFile(content));
    const start = Date.now();
    await run({ integrity });
    expect(Date.now() - start).toBeGreaterThanOrEqual(990);
    expect(events.find(({ type }) => type === "retry")).toMatchObject({ delayMs: 1000 });
  });

  it("says so when nobody answers", async () => {
    await server.stop();
    await expect(run({ integrity, retries: 1 })).rejects.toMatchObject({ code: "E_NETWORK" });
    expect(kinds()).toEqual(["retry"]);
    server = await LocalServer.start(staticFile(content));
  });

  it("goes on where the line was cut, within a run", async () => {
    const file = staticFile(content);
    server.handler = inTurn(cutAfter(300_000, file), cutAfter(300_000, file), file);
    const done = await run({ integrity, retries: 0 });
    expect(readFileSync(done.path).equals(content)).toBe(true);
    expect(sent().map(({ range }) => range)).toEqual([
      undefined,
      expect.stringMatching(/^bytes=\d+-$/),
      expect.stringMatching(/^bytes=\d+-$/),
    ]);
    expect(sent()[1]).toMatchObject({ "if-range": '"v1"' });
  });

  it("goes on where the line was cut, in a later run", async () => {
    server.handler = cutAfter(100_000, staticFile(content));
    await expect(run({ integrity, retries: 0 })).rejects.toMatchObject({ code: "E_NETWORK" });
    expect(parts()).toEqual([expect.stringMatching(/\.free\.part$/)]);
    server.handler = staticFile(content);
    await run({ integrity });
    expect(sent().at(-1)).toMatchObject({
      range: expect.stringMatching(/^bytes=[1-9]\d*-$/),
      "if-range": '"v1"',
    });
    expect(events).toContainEqual(expect.objectContaining({ type: "start", size: content.length }));
    expect(parts()).toEqual([]);
  });

  it("starts again when the file has changed meanwhile", async () => {
    server.handler = cutAfter(100_000, staticFile(randomBytes(900_000)));
    await expect(run({ retries: 0 })).rejects.toMatchObject({ code: "E_NETWORK" });
    server.handler = staticFile(content, { etag: '"v2"' });
    await expect(run()).resolves.toMatchObject({ integrity: sri(hashOf("sha256", content)) });
  });

  it("starts again when what an earlier run left does not fit, though the server says it does", async () => {
    server.handler = cutAfter(100_000, staticFile(randomBytes(900_000)));
    await expect(run({ integrity, retries: 0 })).rejects.toMatchObject({ code: "E_NETWORK" });
    server.handler = staticFile(content);
    await expect(run({ integrity, retries: 1 })).resolves.toMatchObject({ integrity });
    expect(kinds()).toContain("retry");
  });

  it("starts again with a server that knows no ranges", async () => {
    const file = staticFile(content, { ranges: false });
    server.handler = inTurn(cutAfter(100_000, file), file);
    await expect(run({ integrity })).resolves.toMatchObject({ integrity });
  });

  it("does not join pieces that nothing tells to be of one file", async () => {
    const nameless: Handler = (_, response) =>
      response.writeHead(200, { "content-length": content.length }).end(content);
    server.handler = inTurn(cutAfter(100_000, nameless), nameless);
    await run();
    expect(sent().map(({ range }) => range)).toEqual([undefined, undefined]);
    server.handler = cutAfter(100_000, nameless);
    await expect(run({ retries: 0 })).rejects.toMatchObject({ code: "E_NETWORK" });
    expect(parts()).toEqual([]);
  });

  it("needs no network for a part that is whole", async () => {
    // All of it comes, and then the server hangs before the end of the body.
    server.handler = (_, response) => response.writeHead(200, { etag: '"v1"' }).write(content);
    const controller = new AbortController();
    const stopped = run({
      integrity,
      signal: controller.signal,
      onEvent: (event) =>
        event.type === "progress" && event.received === content.length && controller.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
    await expect(run({ integrity })).resolves.toMatchObject({ integrity });
    expect(server.requests).toHaveLength(1);
  });

  it("takes over what a killed run left, but not what a living one writes", async () => {
    server.handler = cutAfter(100_000, staticFile(content));
    await expect(run({ integrity, retries: 0 })).rejects.toMatchObject({ code: "E_NETWORK" });
    const { renameSync } = await import("node:fs");
    const [name] = parts();
    const host = (await import("node:os")).hostname().replace(/[^\w-]/g, "-");
    const owned = (pid: number) => path.join(cache.parts, name!.replace("free", `${host}.${pid}`));
    renameSync(path.join(cache.parts, name!), owned(process.ppid));
    server.handler = staticFile(content);
    await run({ integrity: sri(hashOf("sha256", content)) });
    expect(sent().at(-1)?.range).toBeUndefined();
    // No process has this number: it is above what Linux gives.
    renameSync(owned(process.ppid), owned(4_194_305));
    await run({ integrity });
    expect(sent().at(-1)?.range).toMatch(/^bytes=[1-9]/);
    expect(parts()).toEqual([]);
  });

  it("sweeps parts that are a week old", async () => {
    server.handler = cutAfter(100_000, staticFile(content));
    await expect(run({ integrity, retries: 0 })).rejects.toMatchObject({ code: "E_NETWORK" });
    const old = path.join(cache.parts, parts()[0]!);
    utimesSync(old, new Date(0), new Date(0));
    // Once a process: another one is another folder name here.
    const { renameSync } = await import("node:fs");
    renameSync(folder, `${folder}-moved`);
    cache = new ContentCache(`${folder}-moved`);
    server.handler = staticFile(content);
    await run({ integrity });
    expect(sent().at(-1)?.range).toBeUndefined();
    expect(parts()).toEqual([]);
    rmSync(`${folder}-moved`, { recursive: true });
  });

  it("gives up on a silent server", async () => {
    server.handler = () => {};
    await expect(run({ integrity, retries: 1, timeoutMs: 100 })).rejects.toMatchObject({
      code: "E_TIMEOUT",
      message: expect.stringContaining("0.1 seconds"),
    });
    expect(server.requests).toHaveLength(2);
  });

  it("gives up on a server that falls silent, not on a slow one", async () => {
    let sending = 0;
    server.handler = (_, response) => {
      response.writeHead(200, { "content-length": content.length });
      const timer = setInterval(() => {
        if (sending >= content.length) return clearInterval(timer);
        response.write(content.subarray(sending, sending + 100_000));
        sending += 100_000;
      }, 60);
    };
    await expect(run({ integrity, timeoutMs: 400 })).resolves.toMatchObject({ integrity });
    server.handler = (_, response) => void response.writeHead(200, { "content-length": 50 }).write("x");
    await expect(run({ retries: 0, timeoutMs: 100 })).rejects.toMatchObject({ code: "E_TIMEOUT" });
  });

  it("stops when told to, keeps the part, and a rerun goes on", async () => {
    const controller = new AbortController();
    server.handler = (_, response) => {
      response.writeHead(200, { etag: '"v1"', "content-length": content.length });
      response.write(content.subarray(0, 200_000));
    };
    const stopped = run({
      integrity,
      signal: controller.signal,
      onEvent: (event) => event.type === "progress" && event.received > 100_000 && controller.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
    expect(parts()).toEqual([expect.stringMatching(/\.free\.part$/)]);
    server.handler = staticFile(content);
    await run({ integrity });
    expect(sent().at(-1)?.range).toMatch(/^bytes=[1-9]/);
  });

  it("stops in a pause, and before it began", async () => {
    const controller = new AbortController();
    server.handler = status(503, { "retry-after": "50" });
    const stopped = run({
      integrity,
      signal: controller.signal,
      onEvent: () => controller.abort(new Error("enough")),
    });
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
    await expect(run({ integrity, signal: controller.signal })).rejects.toMatchObject({ name: "AbortError" });
    expect(server.requests).toHaveLength(1);
  });

  it("keeps to the size allowed, said or not", async () => {
    await expect(run({ integrity, maxBytes: 1000 })).rejects.toMatchObject({ code: "E_TOO_LARGE" });
    server.handler = (_, response) => {
      response.write(content);
      response.end();
    };
    await expect(run({ integrity, maxBytes: 1000 })).rejects.toMatchObject({ code: "E_TOO_LARGE" });
    expect(parts()).toEqual([]);
  });

  it("keeps the bytes as sent, whatever their encoding is called", async () => {
    const packed = gzipSync("a tarball");
    server.handler = (request, response) => {
      expect(request.headers["accept-encoding"]).toBe("identity");
      response.writeHead(200, { "content-encoding": "gzip", "content-length": packed.length }).end(packed);
    };
    const done = await run({ integrity: sri(hashOf("sha512", packed)) });
    expect(readFileSync(done.path).equals(packed)).toBe(true);
  });

  it("works for many at once, the same file among them", async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => run({ integrity })));
    expect(new Set(all.map((done) => done.path)).size).toBe(1);
    expect(readFileSync(all[0]!.path).equals(content)).toBe(true);
    expect(parts()).toEqual([]);
  });

  it("refuses what is no web address, without showing a password in it", async () => {
    for (const url of ["ftp://me:secret@example.org/x", "not a url", "file:///etc/passwd"]) {
      const error = await run({ url }).catch((thrown) => thrown);
      expect(error).toMatchObject({ code: "E_URL" });
      expect(JSON.stringify(error)).not.toContain("secret");
    }
  });
});

it("goes through a proxy", async () => {
  const done = await run({
    url: "http://files.example.org/a.tgz",
    integrity,
    connection: { proxy: server.url("") },
  });
  expect(done.integrity).toBe(integrity);
  expect(server.requests).toMatchObject([
    { path: "http://files.example.org/a.tgz", headers: { host: "files.example.org" } },
  ]);
});

describe("a full disk", () => {
  // Through the file handles' own prototype: a real full disk needs a mount, and so root.
  it.each(["ENOSPC", "EDQUOT"])("is a clear error and leaves nothing (%s)", async (code) => {
    const probe = await open(path.join(folder, "probe"), "w");
    const handles = Object.getPrototypeOf(probe);
    await probe.close();
    const real: (...args: unknown[]) => Promise<unknown> = handles.write;
    let writes = 0;
    const spy = vi.spyOn(handles, "write").mockImplementation(function (this: unknown, ...args: unknown[]) {
      writes++;
      if (writes > 2) return Promise.reject(Object.assign(new Error(`${code}: no room`), { code }));
      return real.apply(this, args);
    });
    try {
      await expect(run({ integrity })).rejects.toMatchObject({
        code: "E_DISK_FULL",
        hint: expect.any(String),
      });
    } finally {
      spy.mockRestore();
    }
    expect(writes).toBe(3);
    expect(server.requests).toHaveLength(1);
    expect(parts()).toEqual([]);
    await expect(run({ integrity })).resolves.toMatchObject({ integrity });
  });
});

describe("redirects", () => {
  it("are followed, and private headers stay with their origin", async () => {
    const elsewhere = await LocalServer.start(staticFile(content));
    const headers = () => ({ authorization: "Bearer secret" });
    server.handler = (request, response) => {
      if (request.url === "/a.tgz") response.writeHead(302, { location: "/b.tgz" }).end();
      else response.writeHead(307, { location: elsewhere.url("/c.tgz") }).end();
    };
    await run({ integrity, headers });
    expect(server.requests.map(({ path: asked, headers: got }) => [asked, got.authorization])).toEqual([
      ["/a.tgz", "Bearer secret"],
      ["/b.tgz", "Bearer secret"],
    ]);
    expect(elsewhere.requests.map((request) => request.headers.authorization)).toEqual([undefined]);
    await elsewhere.stop();
  });

  it("that never end are an error", async () => {
    server.handler = status(301, { location: "/a.tgz" });
    await expect(run({ integrity })).rejects.toMatchObject({ code: "E_REDIRECT" });
    expect(server.requests).toHaveLength(11);
  });

  it("to something else than the web are an error", async () => {
    server.handler = status(301, { location: "file:///etc/passwd" });
    await expect(run({ integrity })).rejects.toMatchObject({ code: "E_REDIRECT" });
  });
});
