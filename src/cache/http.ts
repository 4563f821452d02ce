import http, { type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import https from "node:https";
import { UserError } from "../errors.ts";
import { abortError, throwIfAborted } from "./abort.ts";
import { networkError, StallError, shownUrl } from "./http-errors.ts";

/** How to reach the network; npm's options of the same names may be passed as they are. */
export interface Connection {
  /** Proxy URL; without one `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` count. */
  readonly proxy?: string | undefined;
  readonly noProxy?: string | readonly string[] | undefined;
  readonly ca?: string | readonly string[] | null | undefined;
  readonly cert?: string | null | undefined;
  readonly key?: string | null | undefined;
  readonly strictSSL?: boolean | undefined;
  readonly localAddress?: string | undefined;
  readonly maxSockets?: number | undefined;
  /** Longest silence of the server in milliseconds, where a request sets none of its own. */
  readonly timeoutMs?: number | undefined;
}

interface HttpRequest {
  readonly url: string;
  /** Headers that may be private (authorization); asked for again at every redirect within the origin. */
  readonly headers?: ((url: string) => Record<string, string>) | undefined;
  /** Headers anyone may see; sent at every hop. */
  readonly publicHeaders?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Longest silence (connecting included) in milliseconds. */
  readonly timeoutMs: number;
  readonly connection?: Connection | undefined;
  /** Whether a redirect may leave TLS; sound only when the content is verified afterwards. */
  readonly allowDowngrade: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Of the last hop. */
  readonly url: string;
  /** The bytes as sent: no content-encoding is undone. To be read to its end, or left. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Ends the exchange without reading the body. */
  discard(): void;
}

const MOST_REDIRECTS = 10;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

const USER_AGENT = `mcp-nixgen node/${process.versions.node}`;

/**
 * One GET, redirects followed. Private headers stay within the first URL's origin.
 *
 * @throws `TryAgain` where another attempt may help (also from the body); UserError `E_NETWORK`, `E_URL`,
 * `E_REDIRECT`; an AbortError when `signal` fires
 */
export async function get(request: HttpRequest): Promise<HttpAnswer> {
  const first = parseUrl(request.url);
  let url = first;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const answer = await exchange(url, url.origin === first.origin, request);
    const location = answer.headers.location;
    if (!REDIRECTS.has(answer.status) || location === undefined) return answer;
    answer.discard();
    url = nextHop(url, location, request);
  }
  throw redirectError(request.url, `more than ${MOST_REDIRECTS} redirects`);
}

function nextHop(from: URL, location: string, request: HttpRequest): URL {
  if (!URL.canParse(location, from.href)) throw redirectError(request.url, "a redirect to no URL");
  const to = new URL(location, from);
  if (to.protocol !== "https:" && to.protocol !== "http:") {
    throw redirectError(request.url, `a redirect to ${to.protocol}`);
  }
  if (from.protocol === "https:" && to.protocol === "http:" && !request.allowDowngrade) {
    throw redirectError(request.url, "a redirect from https to http, with no hash to check the content by");
  }
  return to;
}

async function exchange(url: URL, sameOrigin: boolean, request: HttpRequest): Promise<HttpAnswer> {
  const { signal, timeoutMs, publicHeaders } = request;
  throwIfAborted(signal);
  const agent = await agentFor(url, request.connection ?? {});
  const headers = {
    "user-agent": USER_AGENT,
    "accept-encoding": "identity",
    ...publicHeaders,
    ...(sameOrigin ? request.headers?.(url.href) : undefined),
  };
  const outgoing = (url.protocol === "https:" ? https : http).request(url, { agent, headers });
  // Once there is a response, Node reports all of them as "aborted" to its reader.
  let cause: Error | undefined;
  const fail = (error: Error) => {
    cause = error;
    outgoing.destroy(error);
  };
  const stall = setTimeout(() => fail(new StallError(timeoutMs)), timeoutMs);
  const abort = () => fail(abortError(signal!));
  signal?.addEventListener("abort", abort, { once: true });
  const settle = () => {
    clearTimeout(stall);
    signal?.removeEventListener("abort", abort);
  };
  try {
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.once("response", resolve).once("error", reject).end();
    });
    // From here on the body's reader sees every error; this one only keeps Node from dying of it.
    outgoing.on("error", () => {});
    incoming.once("close", settle);
    return {
      status: incoming.statusCode ?? 0,
      headers: incoming.headers,
      url: url.href,
      body: bodyOf(
        incoming,
        (error) => networkError(cause ?? error, request.url),
        () => stall.refresh(),
      ),
      discard() {
        settle();
        incoming.on("error", () => {}).destroy();
      },
    };
  } catch (error) {
    settle();
    throw signal?.aborted === true ? abortError(signal) : networkError(error, request.url);
  }
}

async function* bodyOf(
  incoming: IncomingMessage,
  explain: (error: unknown) => unknown,
  alive: () => void,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of incoming) {
      alive();
      yield chunk;
    }
  } catch (error) {
    throw explain(error);
  }
}

async function agentFor(
  url: URL,
  { strictSSL, timeoutMs: _, ...connection }: Connection,
): Promise<http.Agent> {
  const { getAgent } = await import("@npmcli/agent");
  return getAgent(url, { ...connection, rejectUnauthorized: strictSSL ?? true });
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "https:" || url?.protocol === "http:") return url;
  throw new UserError("only http and https URLs can be downloaded", {
    code: "E_URL",
    where: url === undefined ? text : shownUrl(text),
  });
}

function redirectError(url: string, why: string): UserError {
  return new UserError(`the server answers with ${why}`, { code: "E_REDIRECT", where: shownUrl(url) });
}
