import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { isInitializeRequest } from "@modelcontextprotocol/sdk/types.js";
import { RecentEvents } from "./event-store.ts";
import { OpenCalls } from "./open-calls.ts";
import { BodyReader } from "./read-body.ts";

/**
 * Milliseconds since its last request in which a session makes no room for another. The MCP inspector leaves one
 * behind with every command; a client that is turned out begins again.
 */
const usedLately = 2_000;

/** What a client may do at the endpoint. */
const methods = ["GET", "POST", "DELETE"];

interface Session {
  readonly transport: StreamableHTTPServerTransport;
  readonly server: Server;
  /** Calls under way, whether or not somebody still waits at the stream they came by. */
  readonly calls: OpenCalls;
  /** HTTP requests and streams that are open. */
  open: number;
  /** When the last of them ended, ms of `performance.now()`. */
  idleSince: number;
}

interface SessionsOptions {
  readonly createServer: () => Server;
  readonly maxSessions: number;
  readonly idleMs: number;
  /** Milliseconds without a request after which a session makes room for a new one; default: two seconds. */
  readonly keptMs?: number;
  readonly onError: (error: Error) => void;
}

/** The sessions of one HTTP server, each with an MCP server of its own. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #sessions = new Map<string, Session>();
  /** Those whose first request is being answered. */
  #beginning = 0;
  readonly #bodies = new BodyReader();
  readonly #sweeper: NodeJS.Timeout;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#sweeper = setInterval(() => this.sweep(), Math.min(options.idleMs, 30_000));
    this.#sweeper.unref();
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Passes a request on to the session that it names, or to a new one. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "" } = request;
    if (!methods.includes(method)) {
      response.setHeader("Allow", methods.join(", "));
      return refuse(response, 405, -32_000, "Method Not Allowed");
    }
    const id = request.headers["mcp-session-id"];
    const known = () => (typeof id === "string" ? this.#sessions.get(id) : undefined);
    // 404 tells the client to begin again. Source: MCP specification, basic/transports, "Session Management".
    if (id !== undefined && known() === undefined) return refuse(response, 404, -32_001, "Session not found");
    if (method !== "POST") {
      const session = known();
      if (session !== undefined) return this.#pass(session, request, response);
      return refuse(response, 400, -32_000, "Bad Request: Mcp-Session-Id is missing");
    }
    const body = await this.#bodies.read(request);
    if (response.destroyed) return;
    if (body.kind === "refused") {
      // The rest of what it sends is of no use.
      if (!request.complete) response.setHeader("Connection", "close");
      return refuse(response, body.status, body.code, body.message);
    }
    if (id === undefined) return this.#first(request, response, body.value);
    const session = known();
    if (session === undefined) return refuse(response, 404, -32_001, "Session not found");
    return this.#pass(session, request, response, body.value);
  }

  /** Ends the sessions that nobody used for long. */
  sweep(now: number = performance.now()): void {
    for (const session of [...this.#sessions.values()]) {
      if (isIdle(session) && now - session.idleSince >= this.#options.idleMs) void session.server.close();
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    await Promise.allSettled([...this.#sessions.values()].map(({ server }) => server.close()));
  }

  /** Answers a request that names no session: only one that begins one is any. */
  async #first(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> {
    const [first] = Array.isArray(body) ? body : [body];
    if (!isInitializeRequest(first))
      return refuse(response, 400, -32_000, "Bad Request: Mcp-Session-Id is missing");
    if (this.#sessions.size + this.#beginning >= this.#options.maxSessions && !this.#dropIdlest()) {
      response.setHeader("Retry-After", "30");
      return refuse(response, 503, -32_000, "There are too many sessions");
    }
    this.#beginning++;
    try {
      await this.#pass(await this.#begin(), request, response, body);
    } finally {
      this.#beginning--;
    }
  }

  /**
   * Makes room for a newcomer. Many clients go without a word and leave their session behind; one that stays holds a
   * stream open, or else begins again when it hears that its session is gone.
   */
  #dropIdlest(): boolean {
    const [idlest] = [...this.#sessions.values()].filter(isIdle).sort((a, b) => a.idleSince - b.idleSince);
    const kept = this.#options.keptMs ?? usedLately;
    if (idlest === undefined || performance.now() - idlest.idleSince < kept) return false;
    void idlest.server.close();
    return true;
  }

  async #begin(): Promise<Session> {
    const server = this.#options.createServer();
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: new RecentEvents(),
      // When to come back after a stream that broke, milliseconds.
      retryInterval: 1_000,
      onsessioninitialized: (id) => {
        this.#sessions.set(id, session);
        transport.onclose = wrapped(transport.onclose, () => this.#sessions.delete(id));
      },
    });
    const calls = new OpenCalls();
    const session: Session = { transport, server, calls, open: 0, idleSince: performance.now() };
    server.onerror = this.#options.onError;
    // The SDK's class says `undefined` where its interface says "absent".
    await server.connect(transport as Transport);
    const { onmessage } = transport;
    transport.onmessage = (message, extra) => {
      calls.received(message);
      onmessage?.(message, extra);
    };
    const send = transport.send.bind(transport);
    transport.send = (message, options) => {
      calls.sent(message);
      // What is told to everybody says nothing of who still listens.
      if (!("method" in message)) session.idleSince = performance.now();
      return send(message, options);
    };
    return session;
  }

  async #pass(
    session: Session,
    request: IncomingMessage,
    response: ServerResponse,
    body?: unknown,
  ): Promise<void> {
    session.open++;
    response.once("close", () => {
      session.open--;
      session.idleSince = performance.now();
    });
    await session.transport.handleRequest(request, response, body);
    // A first request that was none leaves no session.
    if (session.transport.sessionId === undefined) await session.server.close();
  }
}

function isIdle({ open, calls }: Session): boolean {
  return open === 0 && calls.size === 0;
}

function wrapped(before: (() => void) | undefined, after: () => void): () => void {
  return () => {
    before?.();
    after();
  };
}

/** Answers with an HTTP status and a JSON-RPC error. */
export function refuse(response: ServerResponse, status: number, code: number, message: string): void {
  const body = JSON.stringify({ jsonrpc: "2.0", error: { code, message }, id: null });
  response.writeHead(status, { "Content-Type": "application/json" }).end(body);
}
