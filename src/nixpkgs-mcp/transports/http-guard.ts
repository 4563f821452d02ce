import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { isIPv4, isIPv6 } from "node:net";

/** What a request is refused with, before any of it is read. */
interface Refusal {
  readonly status: 401 | 403;
  readonly message: string;
}

export interface GuardOptions {
  /** The address that is listened on. */
  readonly host: string;
  /** null: none is asked for. */
  readonly token: string | null;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
}

/** Whether an address or name is this machine only. */
export function isLoopback(host: string): boolean {
  const name = bare(host);
  if (isIPv4(name)) return name.startsWith("127.");
  if (isIPv6(name)) return name === "::1" || /^::ffff:127\./.test(name);
  return name === "localhost" || name.endsWith(".localhost");
}

/** A name as names are compared: `[::1]` as `::1`, `Localhost.` as `localhost`. */
function bare(host: string): string {
  return host
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "")
    .toLowerCase();
}

/**
 * Decides about a request by its headers. A web page that had its name rebound to this machine still says its name
 * in `Host` and `Origin`: only names of this machine, the address listened on and those configured pass. The port
 * does not count, because systemd may listen for us on another. null: it may pass.
 *
 * Source: MCP specification, basic/transports, "Security Warning".
 */
export function refusalOf(headers: IncomingHttpHeaders, options: GuardOptions): Refusal | null {
  return strangerRefusal(headers, options) ?? tokenRefusal(headers, options);
}

/** The same before the token: a browser asks without it whether it may ask. */
export function strangerRefusal(headers: IncomingHttpHeaders, options: GuardOptions): Refusal | null {
  const name = hostNameOf(headers.host);
  if (name === null || !isOurName(name, options))
    return { status: 403, message: "Forbidden: the Host is not ours" };
  const { origin } = headers;
  if (origin !== undefined && !isOurOrigin(origin, options)) {
    return { status: 403, message: "Forbidden: the Origin is not allowed" };
  }
  return null;
}

function tokenRefusal(headers: IncomingHttpHeaders, options: GuardOptions): Refusal | null {
  if (options.token !== null && !isToken(headers.authorization, options.token)) {
    return { status: 401, message: "Unauthorized: a bearer token is wanted" };
  }
  return null;
}

function isOurName(name: string, { host, allowedHosts, token }: GuardOptions): boolean {
  if (isLoopback(name) || [host, ...allowedHosts].some((each) => bare(each) === name)) return true;
  // On all addresses any of them may be meant; a name that was rebound does not bring the token.
  return token !== null && (isIPv4(name) || isIPv6(name)) && !isLoopback(host);
}

/** Whether the configuration names this origin: pages of no other are answered by way of a browser. */
export function isNamedOrigin(
  origin: string,
  { allowedOrigins }: Pick<GuardOptions, "allowedOrigins">,
): boolean {
  return allowedOrigins.some((each) => each.toLowerCase() === origin.toLowerCase());
}

function isOurOrigin(origin: string, options: GuardOptions): boolean {
  if (isNamedOrigin(origin, options)) return true;
  try {
    const { hostname, protocol } = new URL(origin);
    return /^https?:$/.test(protocol) && isLoopback(hostname);
  } catch {
    return false;
  }
}

/** The name in a Host header, without port and brackets; null where there is no sensible one. */
function hostNameOf(header: string | undefined): string | null {
  const [, bracketed, plain] =
    /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::\d{1,5})?$/.exec(header ?? "") ?? [];
  const name = bracketed ?? plain;
  return name === undefined ? null : bare(name);
}

/** Takes as long for a wrong token as for the right one, whatever its length. */
function isToken(header: string | undefined, token: string): boolean {
  const [, given] = /^Bearer +(\S+)$/i.exec(header ?? "") ?? [];
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

const digest = (text: string) => createHash("sha256").update(text).digest();
