import { randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from "node:http";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { z } from "zod";

/** What arrived: the method of HTTP, that of JSON-RPC where there is one, and the headers. */
export interface Arrived {
  readonly http: string;
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

export interface SdkServer {
  readonly url: URL;
  readonly arrived: readonly Arrived[];
  /** Requests of tools that were taken back while they ran. */
  readonly cancelled: readonly string[];
  readonly sessions: ReadonlyMap<string, StreamableHTTPServerTransport>;
  /** Sends a notification that nobody asked for, in every session. */
  announce(): Promise<void>;
  /** Forgets all sessions, as a restart does. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

export interface SdkServerOptions {
  readonly port?: number;
  /** Answers with JSON instead of a stream of events. */
  readonly json?: boolean;
  /** What a session that is not known is answered with. */
  readonly unknown?: 400 | 404;
  /** Answers before the SDK's server sees the request; true: done. */
  readonly before?: (request: IncomingMessage, respond: (status: number, body: string) => void) => boolean;
  /** Keeps events, so that streams can be resumed. */
  readonly resumable?: boolean;
}

/** A server of the official SDK that speaks streamable HTTP, with sessions, in this process. */
export async function startSdkServer(options: SdkServerOptions = {}): Promise<SdkServer> {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const servers = new Set<McpServer>();
  const arrived: Arrived[] = [];
  const cancelled: string[] = [];

  const begin = async () => {
    const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      enableJsonResponse: options.json ?? false,
      ...(options.resumable ? { eventStore: eventStore(), retryInterval: 50 } : {}),
      onsessioninitialized: (id) => void sessions.set(id, transport),
      onsessionclosed: (id) => void sessions.delete(id),
    });
    const server = mcpServer(cancelled);
    servers.add(server);
    await server.connect(transport as Transport);
    return transport;
  };

  const http: Server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const message = body === "" ? undefined : JSON.parse(body);
    arrived.push({ http: request.method ?? "", method: message?.method, headers: request.headers });
    const respond = (status: number, text: string) =>
      response.writeHead(status, { "content-type": "application/json" }).end(text);
    if (options.before?.(request, respond)) return;
    const id = request.headers["mcp-session-id"];
    const known = typeof id === "string" ? sessions.get(id) : undefined;
    if (known === undefined && message?.method !== "initialize") {
      const error = { code: -32000, message: "Bad Request: No valid session ID provided" };
      respond(options.unknown ?? 404, JSON.stringify({ jsonrpc: "2.0", error, id: null }));
      return;
    }
    await (known ?? (await begin())).handleRequest(request, response, message);
  });
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject).listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = http.address() as { port: number };

  return {
    url: new URL(`http://127.0.0.1:${port}/mcp`),
    arrived,
    cancelled,
    sessions,
    announce: async () => {
      await Promise.all([...servers].map((server) => server.server.sendToolListChanged().catch(() => {})));
    },
    forget: async () => {
      const all = [...sessions.values()];
      sessions.clear();
      servers.clear();
      await Promise.all(all.map((transport) => transport.close()));
    },
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function mcpServer(cancelled: string[]): McpServer {
  const server = new McpServer(
    { name: "in-process", version: "1" },
    { capabilities: { tools: { listChanged: true }, logging: {} } },
  );
  const text = (value: string) => ({ content: [{ type: "text" as const, text: value }] });
  server.registerTool("echo", { inputSchema: { text: z.string() } }, ({ text: said }) => text(said));
  server.registerTool("steps", {}, async ({ _meta, sendNotification }) => {
    for (let progress = 1; progress <= 3; progress++) {
      await sendNotification({
        method: "notifications/progress",
        params: { progressToken: _meta?.progressToken ?? 0, progress, total: 3 },
      });
    }
    return text("done");
  });
  server.registerTool("ask", {}, async () => {
    const answer = await server.server.createMessage({
      messages: [{ role: "user", content: { type: "text", text: "2 + 2?" } }],
      maxTokens: 10,
    });
    return text(JSON.stringify(answer.content));
  });
  server.registerTool("elicit", {}, async () => {
    const answer = await server.server.elicitInput({
      message: "Who?",
      requestedSchema: { type: "object", properties: { name: { type: "string" } } },
    });
    return text(JSON.stringify(answer));
  });
  server.registerTool("forever", {}, async ({ signal, requestId }) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    cancelled.push(String(requestId));
    return text("never heard");
  });
  server.registerTool("cut", {}, async ({ closeSSEStream }) => {
    closeSSEStream?.();
    await new Promise((resolve) => setTimeout(resolve, 150));
    return text("after the cut");
  });
  return server;
}

function eventStore() {
  const events: { id: string; stream: string; message: unknown }[] = [];
  return {
    storeEvent: async (stream: string, message: unknown) => {
      const id = `${stream}/${events.length}`;
      events.push({ id, stream, message });
      return id;
    },
    replayEventsAfter: async (
      last: string,
      { send }: { send: (id: string, message: never) => Promise<void> },
    ) => {
      const index = events.findIndex(({ id }) => id === last);
      const stream = events[index]?.stream ?? "";
      for (const event of events.slice(index + 1)) {
        if (event.stream === stream && Object.keys(event.message as object).length > 0)
          await send(event.id, event.message as never);
      }
      return stream;
    },
  };
}
