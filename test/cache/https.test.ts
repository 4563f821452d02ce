import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ContentCache } from "../../src/cache/content-cache.ts";
import { type DownloadRequest, download } from "../../src/cache/download.ts";
import { hashOf, sri } from "../../src/prefetch/hash.ts";

const content = Buffer.from("content");
const integrity = sri(hashOf("sha512", content));
let folder: string;
let ca: string;
let plain: http.Server;
let secure: https.Server | undefined;
let connections = 0;

const at = (server: http.Server | https.Server, protocol: string, file: string) =>
  `${protocol}://localhost:${(server.address() as AddressInfo).port}${file}`;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "https-"));
  const [key, cert] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const made = await execa(
    "openssl",
    ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2", ...subject],
    { reject: false },
  );
  if (made.failed) return console.warn(`NOT CHECKED: no certificate to test with (${made.shortMessage})`);
  ca = readFileSync(cert, "utf8");
  plain = http.createServer((_, response) => response.end(content)).on("connection", () => connections++);
  secure = https.createServer({ key: readFileSync(key), cert: ca }, (request, response) => {
    if (request.url === "/down") response.writeHead(302, { location: at(plain, "http", "/x") }).end();
    else response.end(content);
  });
  secure.on("secureConnection", () => connections++);
  for (const server of [plain, secure])
    await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
});
afterAll(() => {
  for (const server of [plain, secure]) {
    server?.closeAllConnections();
    server?.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

let caches = 0;
const run = (file: string, more: Partial<DownloadRequest> = {}) =>
  download({
    url: at(secure!, "https", file),
    cache: new ContentCache(path.join(folder, `c${caches++}`)),
    connection: { ca },
    backoffMs: 5,
    retries: 2,
    ...more,
  });

it("trusts a certificate it is told to trust, and uses a connection again", async (context) => {
  if (secure === undefined) return context.skip();
  connections = 0;
  for (let round = 0; round < 5; round++)
    await expect(run("/x", { integrity })).resolves.toMatchObject({ integrity });
  expect(connections).toBe(1);
});

it("does not trust any other, and does not try that again", async (context) => {
  if (secure === undefined) return context.skip();
  const retried: unknown[] = [];
  const onEvent = (event: { type: string }) => void (event.type === "retry" && retried.push(event));
  await expect(run("/x", { connection: {}, onEvent })).rejects.toMatchObject({
    code: "E_NETWORK",
    message: expect.stringMatching(/certificate/i),
  });
  expect(retried).toEqual([]);
  await expect(run("/x", { integrity, connection: { strictSSL: false } })).resolves.toMatchObject({
    integrity,
  });
});

it("leaves TLS for what a hash vouches for only", async (context) => {
  if (secure === undefined) return context.skip();
  await expect(run("/down")).rejects.toMatchObject({
    code: "E_REDIRECT",
    message: expect.stringContaining("https to http"),
  });
  await expect(run("/down", { integrity })).resolves.toMatchObject({ integrity });
});
