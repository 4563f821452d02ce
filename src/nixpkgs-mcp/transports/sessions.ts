import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { RecentEvents } from "./event-store.ts";

/** 1 MB of stdin as JSON may be six times as long. */
const largestBody = 8 * 1024 * 1024;

/** Milliseconds: between two requests of a client that works. */
const leastIdle = 1_000;

interface Session {
  readonly transport: StreamableHTTPServerTransport;
  readonly server: Server;
  /** Requests and streams that are open. */
  open: number;
  /** When the last of them ended, ms of `performance.now()`. */
  idleSince: number;
}

export interface SessionsOptions {
  readonly createServer: () => Server;
  readonly maxSessions: number;
  readonly idleMs: number;
  readonly onError: (error: Error) => void;
}

/** The sessions of one HTTP server, each with an MCP server of its own. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #sessions = new Map<string, Session>();
  /** Those whose first request is being read. */
  #beginning = 0;
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
    const id = request.headers["mcp-session-id"];
    if (typeof id === "string") {
      const session = this.#sessions.get(id);
      // 404 tells the client to begin again. Source: MCP specification, basic/transports, "Session Management".
      if (session === undefined) return refuse(response, 404, -32_001, "Session not found");
      return this.#pass(session, request, response);
    }
    if (request.method !== "POST")
      return refuse(response, 400, -32_000, "Bad Request: Mcp-Session-Id is missing");
    if (this.#sessions.size + this.#beginning >= this.#options.maxSessions && !this.#dropIdlest()) {
      response.setHeader("Retry-After", "30");
      return refuse(response, 503, -32_000, "There are too many sessions");
    }
    this.#beginning++;
    try {
      await this.#pass(await this.#begin(), request, response);
    } finally {
      this.#beginning--;
    }
  }

  /** Ends the sessions that nobody used for long. */
  sweep(now: number = performance.now()): void {
    for (const { open, idleSince, server } of [...this.#sessions.values()]) {
      if (open === 0 && now - idleSince >= this.#options.idleMs) void server.close();
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    await Promise.allSettled([...this.#sessions.values()].map(({ server }) => server.close()));
  }

  /**
   * Makes room for a newcomer. Many clients go without a word and leave their session behind; one that stays holds a
   * stream open, or else begins again when it hears that its session is gone.
   */
  #dropIdlest(): boolean {
    const idle = [...this.#sessions.values()].filter(({ open }) => open === 0);
    const [idlest] = idle.sort((a, b) => a.idleSince - b.idleSince);
    if (idlest === undefined || performance.now() - idlest.idleSince < leastIdle) return false;
    void idlest.server.close();
    return true;
  }

  async #begin(): Promise<Session> {
    const server = this.#options.createServer();
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: new RecentEvents(),
      maxRequestBodySize: largestBody,
      // When to come back after a stream that broke, milliseconds.
      retryInterval: 1_000,
      onsessioninitialized: (id) => {
        this.#sessions.set(id, session);
        transport.onclose = wrapped(transport.onclose, () => this.#sessions.delete(id));
      },
    });
    const session: Session = { transport, server, open: 0, idleSince: performance.now() };
    server.onerror = this.#options.onError;
    // The SDK's class says `undefined` where its interface says "absent".
    await server.connect(transport as Transport);
    return session;
  }

  async #pass(session: Session, request: IncomingMessage, response: ServerResponse): Promise<void> {
    session.open++;
    response.once("close", () => {
      session.open--;
      session.idleSince = performance.now();
    });
    await session.transport.handleRequest(request, response);
    // A first request that was none leaves no session.
    if (session.transport.sessionId === undefined) await session.server.close();
  }
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
