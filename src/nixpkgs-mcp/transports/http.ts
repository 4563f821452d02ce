import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { messageOf, UserError } from "../../errors.ts";
import type { HttpSettings } from "../config/settings.ts";
import { answerCrossOrigin } from "./cross-origin.ts";
import { isLoopback, refusalOf, strangerRefusal } from "./http-guard.ts";
import { refuse, Sessions } from "./sessions.ts";

/** Where the one endpoint is. */
const endpoint = "/mcp";

export interface HttpOptions extends HttpSettings {
  readonly token: string | null;
  /** A listening socket that systemd opened; null: we open one. */
  readonly socketFd: number | null;
  /** As in `SessionsOptions`. */
  readonly keptMs?: number;
  readonly createServer: () => Server;
  readonly onError: (error: Error) => void;
}

export interface HttpListener {
  /** `http://127.0.0.1:8080/mcp` */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves streamable HTTP. Throws `E_LISTEN` where the address cannot be had, and `E_LISTEN_OPEN` for one that other
 * machines reach when no token is asked for.
 */
export async function serveHttp(options: HttpOptions): Promise<HttpListener> {
  if (options.socketFd === null) refuseOpen(options.host, options.token);
  const sessions = new Sessions({ ...options, idleMs: options.idleMinutes * 60_000 });
  let host = options.host;
  const http = createServer((request, response) => {
    answer(request, response, { ...options, host }, sessions).catch((error: unknown) => {
      options.onError(error instanceof Error ? error : new Error(messageOf(error)));
      if (!response.headersSent) refuse(response, 500, -32_603, "Internal error");
      else response.destroy();
    });
  });
  // A body that comes a byte a minute holds a connection, and nothing else, for this long.
  http.requestTimeout = 60_000;
  http.headersTimeout = 20_000;
  http.on("clientError", (_error, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
  });

  try {
    const address = await listen(http, options);
    host = address.address;
    // systemd may have been told an address that is open to all.
    refuseOpen(host, options.token);
    http.on("error", options.onError);
    const shown = address.family === "IPv6" ? `[${host}]` : host;
    return {
      url: `http://${shown}:${address.port}${endpoint}`,
      close: async () => {
        await sessions.close();
        await stop(http);
      },
    };
  } catch (error) {
    await sessions.close();
    await stop(http);
    throw error;
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpOptions,
  sessions: Sessions,
): Promise<void> {
  const isStranger = strangerRefusal(request.headers, options) !== null;
  if (!isStranger && answerCrossOrigin(request, response, options)) return;
  const refusal = refusalOf(request.headers, options);
  if (refusal !== null) {
    if (refusal.status === 401) response.setHeader("WWW-Authenticate", 'Bearer realm="nixpkgs-mcp"');
    return refuse(response, refusal.status, -32_000, refusal.message);
  }
  const path = (request.url ?? "").split("?")[0];
  if (path !== endpoint) return refuse(response, 404, -32_000, `Not found: the endpoint is ${endpoint}`);
  await sessions.handle(request, response);
}

function refuseOpen(host: string, token: string | null): void {
  if (token !== null || isLoopback(host)) return;
  throw new UserError(`other machines can reach ${host}, and no token is asked for`, {
    code: "E_LISTEN_OPEN",
    hint: "Name a file with a token (--token-file), or listen on 127.0.0.1.",
  });
}

function listen(http: HttpServer, { socketFd, port, host }: HttpOptions): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    http.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE" ? `port ${port} of ${host} is in use` : messageOf(error);
      reject(
        new UserError(taken, { code: "E_LISTEN", hint: "Take another with --http PORT.", cause: error }),
      );
    });
    http.listen(socketFd === null ? { port, host } : { fd: socketFd }, () => {
      const address = http.address();
      if (typeof address === "object" && address !== null) resolve(address);
      else reject(new UserError("the socket is no TCP socket", { code: "E_LISTEN" }));
    });
  });
}

async function stop(http: HttpServer): Promise<void> {
  if (!http.listening) return;
  await new Promise<void>((resolve) => {
    http.close(() => resolve());
    http.closeAllConnections();
  });
}
