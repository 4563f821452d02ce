import { createServer, type Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ToolListChangedNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { afterEach, describe, expect, it, vi } from "vitest";
import { connect, hello, ready, startBridge } from "./client.ts";
import { type SdkServer, type SdkServerOptions, startSdkServer } from "./sdk-server.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(options?: SdkServerOptions): Promise<SdkServer> {
  const server = await startSdkServer(options);
  closing.push(() => server.close());
  return server;
}

async function listen(server: Server, port = 0): Promise<URL> {
  await new Promise<void>((resolve) => void server.listen(port, "127.0.0.1", resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return new URL(`http://127.0.0.1:${(server.address() as { port: number }).port}/mcp`);
}

type Options = NonNullable<Parameters<typeof startBridge>[1]>;

function bridgeTo(url: URL, options?: Options) {
  const bridge = startBridge(url, options);
  closing.push(() => {
    bridge.input.end();
    return bridge.ended;
  });
  return bridge;
}

const callText = async (client: Awaited<ReturnType<typeof connect>>, name: string, args = {}) => {
  const { content } = await client.callTool({ name, arguments: args });
  return (content as { text: string }[])[0]?.text;
};

for (const json of [false, true])
  describe(`a server of the SDK that answers with ${json ? "JSON" : "events"}`, () => {
    it("is listed and called, its session kept, its version said", async () => {
      const server = await start({ json });
      const bridge = bridgeTo(server.url);
      const client = await connect(bridge);
      expect((await client.listTools()).tools.map(({ name }) => name)).toContain("echo");
      expect(await callText(client, "echo", { text: "grüße\u2028\n☃" })).toBe("grüße\u2028\n☃");
      const [first, ...others] = server.arrived;
      expect(first).toMatchObject({ method: "initialize" });
      expect(first?.headers).not.toHaveProperty("mcp-session-id");
      expect(others.length).toBeGreaterThan(2);
      for (const { headers } of others) {
        expect(headers["mcp-session-id"]).toBe([...server.sessions.keys()][0]);
        expect(headers["mcp-protocol-version"]).toMatch(/^20\d\d-/);
      }
      await client.close();
      bridge.input.end();
      await bridge.ended;
      expect(server.arrived.at(-1)?.http).toBe("DELETE");
      expect(server.sessions.size).toBe(0);
      expect(bridge.troubles).toEqual([]);
    });

    it("gets and gives ten megabytes", async () => {
      const server = await start({ json });
      const client = await connect(bridgeTo(server.url));
      const big = "0123456789abcdé\n".repeat(640 * 1024);
      const start_ = performance.now();
      const text = await callText(client, "echo", { text: big });
      expect(text === big).toBe(true);
      process.stderr.write(
        `10 MB there and back (${json ? "JSON" : "events"}): ${Math.round(performance.now() - start_)} ms\n`,
      );
    });

    it("that has forgotten the session gets a new one, and the request once more", async () => {
      const server = await start({ json });
      const bridge = bridgeTo(server.url);
      const client = await connect(bridge);
      await callText(client, "echo", { text: "a" });
      await server.forget();
      const before = server.arrived.length;
      // Several at once begin one session.
      const texts = await Promise.all(["b", "c", "d"].map((text) => callText(client, "echo", { text })));
      expect(texts).toEqual(["b", "c", "d"]);
      const since = server.arrived.slice(before).map(({ method }) => method);
      expect(since.filter((method) => method === "initialize")).toHaveLength(1);
      expect(since.filter((method) => method === "notifications/initialized")).toHaveLength(1);
      expect(server.sessions.size).toBe(1);
      expect(bridge.troubles).toEqual(["the server had forgotten the session: it was begun anew"]);
      // And the server is heard again.
      const changed = new Promise<void>((resolve) =>
        client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve()),
      );
      const listening = () => server.arrived.slice(before).some(({ http }) => http === "GET");
      await vi.waitFor(() => expect(listening()).toBe(true));
      await pause(50);
      await server.announce();
      await changed;
    });
  });

describe("what a server says by itself", () => {
  it("progress, questions to the model and to the user arrive, and so do the answers", async () => {
    const server = await start();
    const client = await connect(bridgeTo(server.url));
    client.setRequestHandler(CreateMessageRequestSchema, async ({ params }) => ({
      model: "m",
      role: "assistant" as const,
      content: { type: "text" as const, text: `${params.maxTokens}: 4` },
    }));
    client.setRequestHandler(ElicitRequestSchema, async () => ({
      action: "accept",
      content: { name: "Ada" },
    }));
    expect(await callText(client, "ask")).toContain("10: 4");
    expect(await callText(client, "elicit")).toContain("Ada");
    const seen: number[] = [];
    await client.callTool({ name: "steps" }, undefined, {
      onprogress: ({ progress }) => seen.push(progress),
    });
    expect(seen).toEqual([1, 2, 3]);
  });

  it("is heard without any request, also after the stream broke", async () => {
    const server = await start();
    const client = await connect(bridgeTo(server.url));
    let count = 0;
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
      count += 1;
    });
    const streams = () => server.arrived.filter(({ http }) => http === "GET").length;
    await vi.waitFor(() => expect(streams()).toBe(1));
    await pause(50);
    await server.announce();
    await vi.waitFor(() => expect(count).toBe(1));
    for (const transport of server.sessions.values()) transport.closeStandaloneSSEStream();
    await vi.waitFor(() => expect(streams()).toBe(2), { timeout: 5000 });
    await pause(50);
    await server.announce();
    await vi.waitFor(() => expect(count).toBe(2));
  });

  it("a stream that is cut off before the answer is resumed", async () => {
    const server = await start({ resumable: true });
    const client = await connect(bridgeTo(server.url));
    expect(await callText(client, "cut")).toBe("after the cut");
    expect(server.arrived.some(({ headers }) => headers["last-event-id"] !== undefined)).toBe(true);
  });
});

describe("a request that is taken back", () => {
  it("is taken back at the server, and leaves no stream", async () => {
    const server = await start();
    const bridge = bridgeTo(server.url);
    const client = await connect(bridge);
    const abort = new AbortController();
    const call = client.callTool({ name: "forever" }, undefined, { signal: abort.signal });
    call.catch(() => {});
    await vi.waitFor(() => expect(server.arrived.at(-1)?.method).toBe("tools/call"));
    await pause(50);
    abort.abort("enough");
    await expect(call).rejects.toThrow("enough");
    await vi.waitFor(() => expect(server.cancelled).toHaveLength(1));
    // Others go on.
    expect(await callText(client, "echo", { text: "still" })).toBe("still");
  });

  it("before the server is there, never reaches it", async () => {
    const server = await start();
    const bridge = bridgeTo(server.url);
    bridge.say(hello);
    await bridge.lines(1);
    await server.close();
    bridge.say({ jsonrpc: "2.0", id: 1, method: "tools/list" });
    await pause(100);
    bridge.say({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } });
    const again = await start({ port: Number(server.url.port) });
    bridge.say({ jsonrpc: "2.0", id: 2, method: "ping" });
    const [answer] = await bridge.lines(1);
    expect(answer).toEqual({ jsonrpc: "2.0", id: 2, result: {} });
    expect(again.arrived.map(({ method }) => method)).not.toContain("tools/list");
  });
});

describe("a server that is not there", () => {
  it("is waited for", async () => {
    const away = await start();
    await away.close();
    const connecting = connect(bridgeTo(away.url));
    await pause(400);
    const server = await start({ port: Number(away.url.port) });
    expect((await (await connecting).listTools()).tools.length).toBeGreaterThan(0);
    expect(server.arrived.filter(({ method }) => method === "initialize")).toHaveLength(1);
  });

  it("and does not come is said to be, for every request, all at the same time", async () => {
    const away = await start();
    await away.close();
    const bridge = bridgeTo(away.url, { times: { patience: 300 } });
    bridge.say(hello);
    const [first] = await bridge.lines(1);
    expect(first).toMatchObject({
      id: "hello",
      error: {
        code: -32000,
        message: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/mcp cannot be reached.*nobody listens/),
      },
    });
    const start_ = performance.now();
    for (let id = 0; id < 8; id++) bridge.say({ jsonrpc: "2.0", id, method: "tools/list" });
    const answers = await bridge.lines(8);
    expect(answers.map(({ id }) => id).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(performance.now() - start_).toBeLessThan(1500);
  });

  it("behind a socket whose other end is starting is waited for", async () => {
    let cuts = 0;
    const server = await start({
      before: ({ socket }) => {
        if (cuts >= 3) return false;
        cuts += 1;
        socket.destroy();
        return true;
      },
    });
    const client = await connect(bridgeTo(server.url));
    expect(await callText(client, "echo", { text: "there" })).toBe("there");
    expect(server.arrived.filter(({ method }) => method === "initialize")).toHaveLength(4);
  });

  it("any more since the last message is waited for, and gets a new session", async () => {
    const server = await start();
    const bridge = bridgeTo(server.url);
    const client = await connect(bridge);
    expect(await callText(client, "echo", { text: "a" })).toBe("a");
    await server.close();
    const call = callText(client, "echo", { text: "b" });
    await pause(300);
    await start({ port: Number(server.url.port) });
    expect(await call).toBe("b");
  });

  it("behind a proxy that says so is waited for, for the first message only", async () => {
    let refusals = 0;
    const server = await start({
      before: ({ method }, respond) => {
        if (method !== "POST" || refusals >= 3) return false;
        refusals += 1;
        respond(503, "starting");
        return true;
      },
    });
    const client = await connect(bridgeTo(server.url));
    const isReady = () => server.arrived.some(({ method }) => method === "notifications/initialized");
    await vi.waitFor(() => expect(isReady()).toBe(true));
    refusals = 0;
    await expect(client.listTools()).rejects.toThrow("fails (HTTP 503): starting");
    expect(refusals).toBe(1);
  });
});

describe("what the server answers with an error of HTTP", () => {
  const token = "tok_Zq7-secret";
  const withStatus = (status: number, body: string) =>
    start({
      before: (_, respond) => {
        respond(status, body);
        return true;
      },
    });

  it.each([
    [401, "refuses the login (HTTP 401): bad token ***"],
    [403, "forbids it (HTTP 403): bad token ***"],
    [404, "has no MCP endpoint there (HTTP 404): bad token ***"],
    [405, "older HTTP+SSE, which this bridge does not) (HTTP 405)"],
    [500, "fails (HTTP 500): bad token ***"],
  ])("%i is the request's error, without the header's value", async (status, message) => {
    const server = await withStatus(status, JSON.stringify({ error: { message: `bad token ${token}` } }));
    const bridge = bridgeTo(server.url, {
      headers: { authorization: `Bearer ${token}` },
      secrets: [token, `Bearer ${token}`],
    });
    bridge.say(hello, { jsonrpc: "2.0", id: 7, method: "tools/list" }, ready);
    const answers = await bridge.lines(2);
    expect(answers.map(({ id }) => id)).toEqual(["hello", 7]);
    for (const { error } of answers)
      expect(error).toMatchObject({
        code: -32000,
        message: expect.stringContaining(message),
        data: { httpStatus: status },
      });
    await vi.waitFor(() => expect(bridge.troubles).toHaveLength(1));
    expect(JSON.stringify([answers, bridge.troubles])).not.toContain(token);
    expect(server.arrived[0]?.headers.authorization).toBe(`Bearer ${token}`);
  });

  it("a page for browsers is not repeated, a redirect to elsewhere not followed", async () => {
    const elsewhere = await start();
    const url = await listen(
      createServer((request, response) => {
        if (request.url === "/mcp") response.writeHead(307, { location: "/moved" }).end();
        else if (request.url === "/moved") response.writeHead(307, { location: elsewhere.url.href }).end();
      }),
    );
    const bridge = bridgeTo(url, { headers: { authorization: "Bearer x" } });
    bridge.say(hello);
    const [answer] = await bridge.lines(1);
    expect(answer?.error).toMatchObject({
      message: expect.stringContaining("(HTTP 307): it points elsewhere"),
    });
    expect(elsewhere.arrived).toEqual([]);
  });

  it.each([
    ["text/html", "<html>hi</html>", "it answers with text/html"],
    ["application/json", "{", "something that is no JSON"],
    ["application/json", '{"a":1}', "no message of JSON-RPC"],
    ["application/json", '{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"what?"}}', "what?"],
    ["application/json", "[]", "no message of JSON-RPC"],
    ["text/event-stream", "data: {}\n\n", "ended its reply without the answer"],
    [
      "text/event-stream",
      'event: other\ndata: {"jsonrpc":"2.0","id":"hello","result":{}}\n\n',
      "without the answer",
    ],
  ])("a success of %s %s is an error all the same", async (type, body, message) => {
    const url = await listen(
      createServer((_, response) => response.writeHead(200, { "content-type": type }).end(body)),
    );
    const bridge = bridgeTo(url);
    bridge.say(hello);
    const [answer] = await bridge.lines(1);
    expect(answer).toMatchObject({ id: "hello", error: { message: expect.stringContaining(message) } });
  });

  it("a connection that breaks under a call is told, and the call not repeated", async () => {
    let calls = 0;
    const server = await start({
      before: (request) => {
        if (request.method !== "POST" || server.sessions.size === 0) return false;
        calls += 1;
        if (calls === 1) return false;
        request.socket.destroy();
        return true;
      },
    });
    const client = await connect(bridgeTo(server.url));
    await expect(client.listTools()).rejects.toThrow("it may have been carried out");
    expect(calls).toBe(2);
  });

  it("the example of the SDK says 400 for a session it does not know: a new one is begun", async () => {
    const server = await start({ unknown: 400 });
    const client = await connect(bridgeTo(server.url));
    await server.forget();
    expect(await callText(client, "echo", { text: "x" })).toBe("x");
  });

  it("a session that is refused again is told", async () => {
    const server = await start({
      before: (request, respond) => {
        if (request.headers["mcp-session-id"] === undefined) return false;
        respond(404, "gone");
        return true;
      },
    });
    const bridge = bridgeTo(server.url);
    bridge.say(hello);
    await bridge.lines(1);
    bridge.say({ jsonrpc: "2.0", id: 1, method: "tools/list" });
    const [answer] = await bridge.lines(1);
    expect(answer).toMatchObject({ id: 1, error: { message: expect.stringContaining("HTTP 404") } });
    expect(server.arrived.filter(({ method }) => method === "initialize")).toHaveLength(2);
  });
});

describe("standard input", () => {
  it("lines that are no messages are refused, and nothing else is written", async () => {
    const server = await start();
    const bridge = bridgeTo(server.url);
    bridge.input.write(
      Buffer.concat([
        Buffer.from('{"jsonrpc":"2.0","id":1,"method":"'),
        Buffer.from([0xff]),
        Buffer.from('"}\n'),
      ]),
    );
    bridge.say(
      "{nonsense",
      "",
      "   ",
      "[]",
      '"x"',
      '{"jsonrpc":"2.0"}',
      '{"jsonrpc":"2.0","id":{},"method":"a"}',
      hello,
    );
    const answers = await bridge.lines(7);
    expect(answers.map(({ id, error }) => [id, (error as { code: number } | undefined)?.code])).toEqual([
      [null, -32700],
      [null, -32700],
      [null, -32600],
      [null, -32600],
      [null, -32600],
      [null, -32600],
      ["hello", undefined],
    ]);
  });

  it("ids, unknown fields and numbers too large for JavaScript pass as they are", async () => {
    const bodies: string[] = [];
    const answer =
      '{"jsonrpc":"2.0","id":12345678901234567890,"result":{"n":1.0,"big":98765432109876543210},\r\n"x":[1]}';
    const url = await listen(
      createServer(async (request, response) => {
        let body = "";
        for await (const chunk of request) body += chunk;
        bodies.push(body);
        response.writeHead(200, { "content-type": "application/json; charset=utf-8" }).end(answer);
      }),
    );
    const bridge = bridgeTo(url);
    const line = '{"jsonrpc":"2.0", "id":12345678901234567890, "method":"x/y", "extra": 1e400}';
    bridge.say(line);
    const [raw] = await new Promise<Buffer[]>((resolve) =>
      bridge.output.once("data", (chunk) => resolve([chunk])),
    );
    expect(String(raw)).toBe(`${answer.replace("\r\n", " ")}\n`);
    expect(bodies).toEqual([line]);
  });

  it("messages that come at once wait for the session; CR LF ends a line, the end of input the last", async () => {
    const server = await start();
    const bridge = bridgeTo(server.url);
    const list = { jsonrpc: "2.0", id: 2, method: "tools/list" };
    bridge.input.end([hello, ready, list].map((message) => JSON.stringify(message)).join("\r\n"));
    const answers = await bridge.lines(2);
    expect(answers.map(({ id }) => id)).toEqual(["hello", 2]);
    await bridge.ended;
    expect(server.arrived.map(({ method, http }) => method ?? http).filter((what) => what !== "GET")).toEqual(
      ["initialize", "notifications/initialized", "tools/list", "DELETE"],
    );
  });

  it("at its end an answer that does not come is not waited for long", async () => {
    const server = await start();
    const bridge = bridgeTo(server.url);
    bridge.say(hello, ready, { jsonrpc: "2.0", id: 2, method: "tools/call", params: { name: "forever" } });
    await bridge.lines(1);
    await vi.waitFor(() => expect(server.arrived.some(({ method }) => method === "tools/call")).toBe(true));
    const start_ = performance.now();
    bridge.input.end();
    await bridge.ended;
    expect(performance.now() - start_).toBeLessThan(1500);
    expect(server.arrived.at(-1)?.http).toBe("DELETE");
  });

  it("a client that is gone, or a signal, ends it at once", async () => {
    const server = await start();
    for (const end of ["signal", "output"] as const) {
      const abort = new AbortController();
      const bridge = bridgeTo(server.url, { signal: abort.signal });
      bridge.say(hello, ready);
      await bridge.lines(1);
      if (end === "output") bridge.output.destroy();
      else abort.abort();
      await bridge.ended;
      expect(server.sessions.size).toBe(0);
    }
  });

  it("a client that does not read holds the server up, and nothing is lost", async () => {
    let written = 0;
    const line = `data: ${JSON.stringify({ jsonrpc: "2.0", method: "x", params: { t: "y".repeat(64 * 1024) } })}\n\n`;
    const url = await listen(
      createServer((_, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        const more = () => {
          while (written < 300) {
            written += 1;
            if (!response.write(line)) return void response.once("drain", more);
          }
          response.end('data: {"jsonrpc":"2.0","id":"hello","result":{}}\n\n');
        };
        more();
      }),
    );
    const bridge = bridgeTo(url);
    bridge.say(hello);
    await pause(500);
    expect(written).toBeLessThan(200);
    const all = await bridge.lines(301);
    expect(all.at(-1)).toMatchObject({ id: "hello" });
  });
});
