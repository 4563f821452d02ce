import { request as httpRequest } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { ElicitRequestSchema, ToolListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createSession } from "../../../src/nixpkgs-mcp/session/session.ts";
import { type HttpListener, type HttpOptions, serveHttp } from "../../../src/nixpkgs-mcp/transports/http.ts";
import { fakeExecutor, finished } from "../server/fakes.ts";
import { type Parts, setting } from "../server/setting.ts";

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function listening(options: Partial<HttpOptions> = {}, parts: Parts = {}): Promise<HttpListener> {
  const { core, remove } = await setting(parts);
  ends.push(remove);
  const listener = await serveHttp({
    port: 0,
    host: "127.0.0.1",
    tokenFile: null,
    token: null,
    allowedHosts: [],
    allowedOrigins: [],
    maxSessions: 8,
    idleMinutes: 5,
    socketFd: null,
    createServer: () => createSession(core),
    onError: () => {},
    ...options,
  });
  ends.push(listener.close);
  return listener;
}

async function connected(url: string, requestInit: RequestInit = {}) {
  const client = new Client({ name: "test", version: "1" }, { capabilities: { elicitation: {} } });
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit });
  await client.connect(transport as Transport);
  ends.push(() => client.close());
  return { client, transport };
}

const initialize = {
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "raw", version: "1" } },
};
const headers = { "Content-Type": "application/json", Accept: "application/json, text/event-stream" };

const post = (url: string, body: unknown, more: Record<string, string> = {}) =>
  fetch(url, {
    method: "POST",
    headers: { ...headers, ...more },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

/** `fetch` does not let the Host header be set. */
const statusFor = (url: string, more: Record<string, string>) =>
  new Promise<number | undefined>((resolve, reject) => {
    const sent = httpRequest(url, { method: "POST", headers: { ...headers, ...more } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on("error", reject);
    sent.end(JSON.stringify(initialize));
  });

const sessionOf = async (url: string) => {
  const response = await post(url, initialize);
  await response.text();
  return response.headers.get("mcp-session-id") ?? "";
};

describe("streamable HTTP", () => {
  it("serves several clients, each with a session of its own", async () => {
    const { url } = await listening();
    const [one, two] = [await connected(url), await connected(url)];
    expect(one.transport.sessionId).not.toBe(two.transport.sessionId);
    expect((await one.client.listTools()).tools).toHaveLength(110);
    const changed = vi.fn();
    two.client.setNotificationHandler(ToolListChangedNotificationSchema, changed);
    await one.client.callTool({ name: "nixpkgs_install_tool", arguments: { attr: "hello" } });
    await vi.waitFor(() => expect(changed).toHaveBeenCalled());
    expect((await two.client.listTools()).tools).toHaveLength(111);
  });

  it("progress and questions come beside the call that they are about", async () => {
    const executor = fakeExecutor(async ({ attr }, { caller, onProgress }) => {
      onProgress?.({ kind: "run", message: "running" });
      return finished(attr, (await caller.ask?.("May it?")) ?? "");
    });
    const { client } = await connected((await listening({}, { executor })).url);
    client.setRequestHandler(ElicitRequestSchema, async () => ({
      action: "accept",
      content: { answer: "yes" },
    }));
    const progress = vi.fn();
    const result = await client.callTool({ name: "jq" }, undefined, { onprogress: progress });
    expect(result.structuredContent).toMatchObject({ stdout: "yes" });
    expect(progress).toHaveBeenCalledWith({ progress: 1, message: "running" });
  });

  it("a DELETE ends the session and its programs", async () => {
    const ended = vi.fn();
    const executor = fakeExecutor(
      (_request, { signal }) => new Promise(() => signal?.addEventListener("abort", ended)),
    );
    const { url } = await listening({}, { executor });
    const { client, transport } = await connected(url);
    client.callTool({ name: "jq" }).catch(() => {});
    await vi.waitFor(() => expect(executor.requests).toHaveLength(1));
    const id = transport.sessionId ?? "";
    await transport.terminateSession();
    await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
    expect(
      (await post(url, { jsonrpc: "2.0", id: 1, method: "ping" }, { "mcp-session-id": id })).status,
    ).toBe(404);
  });

  it("an answer that was missed is sent again to who asks from the last event on", async () => {
    let finish = () => {};
    const executor = fakeExecutor(
      ({ attr }) =>
        new Promise((resolve) => {
          finish = () => resolve(finished(attr, "late"));
        }),
    );
    const { url } = await listening({}, { executor });
    const session = { "mcp-session-id": await sessionOf(url), "mcp-protocol-version": "2025-11-25" };
    const controller = new AbortController();
    const call = { jsonrpc: "2.0", id: 5, method: "tools/call", params: { name: "jq" } };
    const response = await fetch(url, {
      method: "POST",
      headers: { ...headers, ...session },
      body: JSON.stringify(call),
      signal: controller.signal,
    });
    const first = await response.body?.getReader().read();
    const lastEvent = /^id: (\S+)$/m.exec(Buffer.from(first?.value ?? []).toString())?.[1] ?? "";
    expect(lastEvent).not.toBe("");
    expect(Buffer.from(first?.value ?? []).toString()).toContain("\nretry: 1000\n");
    controller.abort();
    await vi.waitFor(() => expect(executor.requests).toHaveLength(1));
    finish();
    await sleep(50);
    const again = await fetch(url, {
      headers: { Accept: "text/event-stream", ...session, "last-event-id": lastEvent },
    });
    const replayed = await again.body?.getReader().read();
    expect(Buffer.from(replayed?.value ?? []).toString()).toContain('"stdout":"late"');
    const unknown = await fetch(url, {
      headers: { Accept: "text/event-stream", ...session, "last-event-id": "none-1" },
    });
    expect(unknown.status).toBe(400);
  });

  it("bad requests are answered, and change nothing", async () => {
    const { url } = await listening();
    const id = { "mcp-session-id": await sessionOf(url) };
    expect((await post(url, "{", id)).status).toBe(400);
    expect((await post(url, "[]", id)).status).toBeLessThan(500);
    expect((await post(url, { jsonrpc: "2.0", id: 1, method: "ping" })).status).toBe(400);
    expect(
      (await post(url, { jsonrpc: "2.0", id: 1, method: "ping" }, { "mcp-session-id": "nobody" })).status,
    ).toBe(404);
    expect((await post(url, initialize, { "Content-Type": "text/plain" })).status).toBe(415);
    expect((await post(url, initialize, { Accept: "application/json" })).status).toBe(406);
    expect((await post(url, `"${"x".repeat(9_000_000)}"`, id)).status).toBe(413);
    expect((await fetch(url)).status).toBe(400);
    for (const named of [id, undefined]) {
      for (const method of ["PUT", "PATCH", "OPTIONS", "HEAD"]) {
        const refused = await fetch(url, { method, ...(named === undefined ? {} : { headers: named }) });
        expect([method, refused.status, refused.headers.get("allow")]).toEqual([
          method,
          405,
          "GET, POST, DELETE",
        ]);
      }
    }
    expect((await post(url, `[${"5,".repeat(200)}5]`, id)).status).toBe(400);
    expect((await fetch(new URL("/other", url))).status).toBe(404);
    const pinged = await post(url, { jsonrpc: "2.0", id: 1, method: "ping" }, id);
    expect(await pinged.text()).toContain('"result":{}');
  });

  it("a page of another site gets nothing, whatever name it uses", async () => {
    const { url } = await listening();
    expect(await statusFor(url, { Host: "evil.example" })).toBe(403);
    expect(await statusFor(url, { Origin: "https://evil.example" })).toBe(403);
    expect(await statusFor(url, { Host: "localhost:1", Origin: "http://localhost:9" })).toBe(200);
  });

  it("asks for the token, where there is one", async () => {
    const { url } = await listening({ token: "0123456789abcdef" });
    const refused = await post(url, initialize);
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([
      401,
      'Bearer realm="nixpkgs-mcp"',
    ]);
    const { client } = await connected(url, { headers: { Authorization: "Bearer 0123456789abcdef" } });
    await client.ping();
  });
});

describe("sessions", () => {
  it("are no more than there may be; who went without a word makes room, who holds a stream does not", async () => {
    const { url } = await listening({ maxSessions: 2, keptMs: 1_000 });
    const { client } = await connected(url);
    const abandoned = await sessionOf(url);
    const refused = await post(url, initialize);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "30"]);
    await sleep(1_100);
    for (const expected of [200, 503]) expect((await post(url, initialize)).status).toBe(expected);
    const ping = { jsonrpc: "2.0", id: 1, method: "ping" };
    expect((await post(url, ping, { "mcp-session-id": abandoned })).status).toBe(404);
    await client.ping();
  });

  it("end when nobody uses them, and not while a stream is open", async () => {
    const { url } = await listening({ idleMinutes: 0.2 / 60 });
    const { client } = await connected(url);
    const abandoned = { "mcp-session-id": await sessionOf(url) };
    const ping = { jsonrpc: "2.0", id: 1, method: "ping" };
    expect((await post(url, ping, abandoned)).status).toBe(200);
    await sleep(700);
    expect((await post(url, ping, abandoned)).status).toBe(404);
    await client.ping();
  });

  it("used a moment ago do not make room", async () => {
    const { url } = await listening({ maxSessions: 1 });
    const used = { "mcp-session-id": await sessionOf(url) };
    expect((await post(url, initialize)).status).toBe(503);
    expect((await post(url, { jsonrpc: "2.0", id: 1, method: "ping" }, used)).status).toBe(200);
  });

  it("with a call under way are in use, although its stream is gone", async () => {
    const ended = vi.fn();
    let finish = () => {};
    const executor = fakeExecutor(({ attr }, { signal }) => {
      signal?.addEventListener("abort", ended);
      return new Promise((resolve) => {
        finish = () => resolve(finished(attr, "done"));
      });
    });
    const { url } = await listening({ maxSessions: 1, keptMs: 1, idleMinutes: 0.1 / 60 }, { executor });
    const session = { "mcp-session-id": await sessionOf(url) };
    const controller = new AbortController();
    const call = { jsonrpc: "2.0", id: 5, method: "tools/call", params: { name: "jq" } };
    const answer = fetch(url, {
      method: "POST",
      headers: { ...headers, ...session },
      body: JSON.stringify(call),
      signal: controller.signal,
    });
    await vi.waitFor(() => expect(executor.requests).toHaveLength(1));
    controller.abort();
    await answer.catch(() => {});
    await sleep(400);
    expect((await post(url, initialize)).status).toBe(503);
    expect(ended).not.toHaveBeenCalled();
    finish();
    await vi.waitFor(async () => expect((await post(url, initialize)).status).toBe(200));
  });

  it("are not taken by requests that are only half sent", async () => {
    const { url } = await listening({ maxSessions: 1, keptMs: 1 });
    const { client } = await connected(url);
    const statuses: (number | undefined)[] = [];
    const half = Array.from({ length: 40 }, () => {
      const sent = httpRequest(url, { method: "POST", headers: { ...headers, "Content-Length": 500 } });
      sent.on("response", (response) => statuses.push(response.statusCode)).on("error", () => {});
      sent.write("{");
      return sent;
    });
    ends.push(async () => {
      for (const each of half) each.destroy();
    });
    // Only so many are read at once: the oldest are ended.
    await vi.waitFor(() => expect(statuses).toEqual(Array(8).fill(408)));
    await client.ping();
    await client.close();
    await vi.waitFor(async () => expect((await post(url, initialize)).status).toBe(200));
    await vi.waitFor(() => expect(statuses).toHaveLength(40), 8_000);
  });

  it("a first request that is no beginning leaves none behind", async () => {
    const { url } = await listening({ maxSessions: 1 });
    for (let index = 0; index < 3; index++)
      expect((await post(url, { jsonrpc: "2.0", id: 1, method: "ping" })).status).toBe(400);
    expect((await post(url, initialize)).status).toBe(200);
  });
});

describe("listening", () => {
  it.each(["0.0.0.0", "::", "192.0.2.1"])("on %s needs a token", async (host) => {
    await expect(listening({ host })).rejects.toMatchObject({ code: "E_LISTEN_OPEN" });
  });

  it("on all addresses, with a token", async () => {
    const { url } = await listening({ host: "0.0.0.0", token: "0123456789abcdef" });
    expect(url).toMatch(/^http:\/\/0\.0\.0\.0:\d+\/mcp$/);
  });

  it("a port that is taken is told", async () => {
    const { url } = await listening();
    await expect(listening({ port: Number(new URL(url).port) })).rejects.toMatchObject({
      code: "E_LISTEN",
      message: expect.stringContaining("in use"),
    });
  });
});

describe("pages of browsers", () => {
  const page = "https://app.example";
  const preflight = (url: string, origin: string) =>
    fetch(url, {
      method: "OPTIONS",
      headers: { Origin: origin, "Access-Control-Request-Method": "POST" },
    });

  it("of a named origin are answered, before they bring a token and after", async () => {
    const { url } = await listening({ allowedOrigins: [page], token: "secret" });
    const first = await preflight(url, page);
    expect(first.status).toBe(204);
    const told = Object.fromEntries(first.headers);
    expect(told).toMatchObject({
      "access-control-allow-origin": page,
      "access-control-allow-methods": "GET, POST, DELETE",
      vary: "Origin",
    });
    for (const name of ["Authorization", "Content-Type", "Mcp-Session-Id", "Mcp-Protocol-Version"])
      expect(told["access-control-allow-headers"]).toContain(name);
    const answer = await post(url, initialize, { Origin: page, Authorization: "Bearer secret" });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("access-control-allow-origin")).toBe(page);
    expect(answer.headers.get("access-control-expose-headers")).toContain("Mcp-Session-Id");
    const refused = await post(url, initialize, { Origin: page });
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([401, page]);
  });

  it.each(["https://other.example", "http://localhost:3000"])("of %s may not read", async (origin) => {
    const { url } = await listening({ allowedOrigins: [page] });
    for (const response of [await preflight(url, origin), await post(url, initialize, { Origin: origin })]) {
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
      await response.text();
    }
    expect((await preflight(url, origin)).ok).toBe(false);
  });

  it("from nowhere have no preflight", async () => {
    const { url } = await listening({ allowedOrigins: [page] });
    expect((await fetch(url, { method: "OPTIONS" })).status).toBe(405);
  });
});
