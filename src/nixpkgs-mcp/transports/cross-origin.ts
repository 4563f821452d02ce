import type { IncomingMessage, ServerResponse } from "node:http";
import { isNamedOrigin } from "./http-guard.ts";

/** What a page's client sends beside what any page may. Source: MCP specification, basic/transports. */
const requestHeaders =
  "Accept, Authorization, Content-Type, Last-Event-ID, Mcp-Protocol-Version, Mcp-Session-Id";

/** Seconds for which a browser need not ask again. */
const maxAge = "600";

/**
 * Says to a browser that a page of a named origin may read the answer; without it none may. Source: Fetch standard,
 * "CORS protocol".
 *
 * @returns whether it was only the browser's question beforehand, which is answered now
 */
export function answerCrossOrigin(
  { headers, method }: IncomingMessage,
  response: ServerResponse,
  options: { readonly allowedOrigins: readonly string[] },
): boolean {
  const { origin } = headers;
  if (origin === undefined || !isNamedOrigin(origin, options)) return false;
  response.setHeader("Access-Control-Allow-Origin", origin);
  response.setHeader("Access-Control-Expose-Headers", "Mcp-Session-Id, WWW-Authenticate");
  response.setHeader("Vary", "Origin");
  if (method !== "OPTIONS" || headers["access-control-request-method"] === undefined) return false;
  response.setHeader("Access-Control-Allow-Methods", "GET, POST, DELETE");
  response.setHeader("Access-Control-Allow-Headers", requestHeaders);
  response.setHeader("Access-Control-Max-Age", maxAge);
  response.writeHead(204).end();
  return true;
}
