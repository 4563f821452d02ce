import http, { type IncomingMessage } from "node:http";
import https from "node:https";

/**
 * One HTTP request. Node's own client rather than `fetch`, which ends an answer that is silent for five minutes:
 * a tool may take longer, and an event stream has nothing to say for hours.
 */
export interface Exchange {
  readonly url: URL;
  readonly method: "GET" | "POST" | "DELETE";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly signal: AbortSignal;
  /** The whole request has been handed to the system. */
  readonly onSent?: () => void;
}

/** Kept for HTTPS alone: a connection nobody uses would keep a service that stops when idle. */
const agents = {
  "http:": new http.Agent({ keepAlive: false }),
  "https:": new https.Agent({ keepAlive: true }),
};

const MOST_REDIRECTS = 5;

/** How long a silent connection is before the system asks whether the other end is still there. */
const KEEP_ALIVE_MS = 60_000;

/**
 * The answer, its body not yet read. Redirects are followed within the origin where they keep the method, so
 * that headers reach nobody else; others are answers. Throws Node's errors (`ECONNREFUSED`, …), and an AbortError.
 */
export async function exchange(request: Exchange): Promise<IncomingMessage> {
  let url = request.url;
  for (let redirects = 0; ; redirects++) {
    const answer = await once({ ...request, url });
    const target = redirects < MOST_REDIRECTS ? redirectOf(answer, url, request.method) : null;
    if (target === null) return answer;
    answer.resume();
    url = target;
  }
}

async function once(request: Exchange): Promise<IncomingMessage> {
  try {
    return await attempt(request);
  } catch (error) {
    // The server closed a connection that was kept, while we wrote: it cannot have read the request.
    if (error instanceof StaleConnection) return attempt(request);
    throw error;
  }
}

class StaleConnection extends Error {}

function attempt({ url, method, headers, body, signal, onSent }: Exchange): Promise<IncomingMessage> {
  const isTls = url.protocol === "https:";
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const options = { method, headers: { ...headers, ...length }, signal };
    const request = isTls
      ? https.request(url, { ...options, agent: agents["https:"] })
      : http.request(url, { ...options, agent: agents["http:"] });
    request.on("socket", (socket) => socket.setKeepAlive(true, KEEP_ALIVE_MS));
    request.once("response", resolve);
    if (onSent !== undefined) request.once("finish", onSent);
    request.on("error", (error: NodeJS.ErrnoException) => {
      const isStale = request.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
      reject(isStale ? new StaleConnection(error.message, { cause: error }) : error);
    });
    request.end(body);
  });
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage, from: URL, method: string): URL | null {
  const keepsMethod =
    statusCode === 307 || statusCode === 308 || (method === "GET" && [301, 302, 303].includes(statusCode));
  if (!keepsMethod || headers.location === undefined || !URL.canParse(headers.location, from.href))
    return null;
  const target = new URL(headers.location, from);
  return target.origin === from.origin && target.username === "" && target.password === "" ? target : null;
}
