import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server of this machine that answers as told and keeps what it was asked. */
export class LocalServer {
  readonly requests: { path: string; headers: http.IncomingHttpHeaders }[] = [];
  /** May be changed at any time. */
  handler: Handler;
  readonly #server: http.Server;
  #port = 0;

  private constructor(handler: Handler) {
    this.handler = handler;
    this.#server = http.createServer((request, response) => {
      this.requests.push({ path: request.url ?? "", headers: request.headers });
      this.handler(request, response);
    });
  }

  static async start(handler: Handler): Promise<LocalServer> {
    const server = new LocalServer(handler);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    server.#port = (server.#server.address() as AddressInfo).port;
    return server;
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.#port}${path}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Serves `content` as a static file server does: ETag, conditions, ranges. */
export function staticFile(content: Buffer, { etag = '"v1"', ranges = true } = {}): Handler {
  return (request, response) => {
    const { range, "if-range": ifRange, "if-none-match": ifNoneMatch } = request.headers;
    if (ifNoneMatch === etag) return void response.writeHead(304, { etag }).end();
    const start = /^bytes=(\d+)-$/.exec(range ?? "")?.[1];
    if (ranges && start !== undefined && (ifRange === undefined || ifRange === etag)) {
      const from = Number(start);
      if (from >= content.length) {
        return void response.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
      }
      const part = content.subarray(from);
      const said = `bytes ${from}-${content.length - 1}/${content.length}`;
      return void response
        .writeHead(206, { etag, "content-range": said, "content-length": part.length })
        .end(part);
    }
    response.writeHead(200, { etag, "content-length": content.length }).end(content);
  };
}
