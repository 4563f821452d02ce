import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { ContentCache } from "../../src/cache/content-cache.ts";
import { fetchJson, type JsonRequest } from "../../src/cache/fetch-json.ts";
import { hashOf, sri } from "../../src/prefetch/hash.ts";
import { LocalServer, staticFile } from "./local-server.ts";

const schema = z.object({ name: z.string() });
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

let folder: string;
let cache: ContentCache;
let server: LocalServer;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "json-"));
  cache = new ContentCache(folder);
  server = await LocalServer.start(staticFile(json({ name: "one" })));
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const run = (more: Partial<JsonRequest<{ name: string }>> = {}) =>
  fetchJson(server.url("/x"), { cache, schema, backoffMs: 5, retries: 1, ...more });

it("asks again, and takes the server's word that nothing changed", async () => {
  expect(await run()).toEqual({ name: "one" });
  expect(await run()).toEqual({ name: "one" });
  expect(server.requests.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, '"v1"']);
  server.handler = staticFile(json({ name: "two" }), { etag: '"v2"' });
  expect(await run()).toEqual({ name: "two" });
});

it("does not ask while the answer is young", async () => {
  await run();
  expect(await run({ maxAgeMs: 60_000 })).toEqual({ name: "one" });
  expect(server.requests).toHaveLength(1);
});

it("does not give one login's answer to another", async () => {
  await run({ headers: () => ({ authorization: "Bearer one" }) });
  await run({ headers: () => ({ authorization: "Bearer two" }), maxAgeMs: 60_000 });
  expect(server.requests.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, undefined]);
});

it.each([
  ["gzip", gzipSync],
  ["br", brotliCompressSync],
] as const)("unpacks %s", async (encoding, pack) => {
  const body = pack(json({ name: "packed" }));
  server.handler = (_, response) => response.writeHead(200, { "content-encoding": encoding }).end(body);
  expect(await run()).toEqual({ name: "packed" });
});

it("asks again when what was kept is broken", async () => {
  await run();
  const kept = await cache.pathOf(sri(hashOf("sha256", json({ name: "one" }))));
  writeFileSync(kept!, json({ name: "ONE" }));
  expect(await run({ maxAgeMs: 60_000 })).toEqual({ name: "one" });
  expect(server.requests).toHaveLength(2);
});

it.each([
  ["no JSON", Buffer.from("<html>"), "no JSON"],
  ["another shape", json({ nam: 1 }), "name"],
])("refuses %s, and does not keep it", async (_, body, why) => {
  server.handler = staticFile(body);
  await expect(run()).rejects.toMatchObject({ code: "E_ANSWER", message: expect.stringContaining(why) });
  server.handler = staticFile(json({ name: "good" }), { etag: '"good"' });
  expect(await run({ maxAgeMs: 60_000 })).toEqual({ name: "good" });
});

it("tries again after a failure, and says what remains of it", async () => {
  let turn = 0;
  server.handler = (_, response) =>
    response.writeHead(turn++ === 0 ? 500 : 200).end(json({ name: "second" }));
  expect(await run()).toEqual({ name: "second" });
  server.handler = (_, response) => response.writeHead(404).end();
  await expect(run()).rejects.toMatchObject({ code: "E_NOT_FOUND" });
});

it("keeps to the size allowed", async () => {
  await expect(run({ maxBytes: 5 })).rejects.toMatchObject({ code: "E_TOO_LARGE" });
});
