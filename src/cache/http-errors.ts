import type { IncomingHttpHeaders } from "node:http";
import { messageOf, UserError } from "../errors.ts";
import { TryAgain } from "./retry.ts";

/** The server said nothing for too long. */
export class StallError extends Error {
  constructor(timeoutMs: number) {
    super(`no answer for ${Math.round(timeoutMs / 100) / 10} seconds`);
    this.name = "StallError";
  }
}

/** A URL as it may stand in a message: without user, password and query, which may be secret. */
export function shownUrl(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  const query = url.search === "" ? "" : "?…";
  Object.assign(url, { username: "", password: "", search: "", hash: "" });
  return url.href + query;
}

const STATUSES: Readonly<Record<number, { code: string; message: string; hint: string }>> = {
  401: forbidden("the server wants a login"),
  402: forbidden("the server wants a payment"),
  403: forbidden("the server denies access"),
  404: missing("the server has no such file"),
  410: missing("the file was removed from the server"),
  407: {
    code: "E_FORBIDDEN",
    message: "the proxy wants a login",
    hint: "Put user and password into the proxy's URL.",
  },
  429: { code: "E_RATE_LIMIT", message: "the server has too many requests of ours", hint: "Wait a while." },
};

/** What an answer other than success means: `TryAgain` for 408, 425, 429 and 5xx, otherwise a UserError. */
export function statusError(status: number, headers: IncomingHttpHeaders, url: string): Error {
  const known = STATUSES[status] ?? {
    code: "E_HTTP",
    message: `the server answers with status ${status}`,
    hint: status >= 500 ? "That is the server's own trouble; try again later." : "Is the URL right?",
  };
  const failure = new UserError(known.message, { code: known.code, where: shownUrl(url), hint: known.hint });
  const passing = status === 408 || status === 425 || status === 429 || status >= 500;
  return passing ? new TryAgain(failure, retryAfter(headers["retry-after"])) : failure;
}

/** Codes no second attempt would mend: a name that does not exist, a certificate that does not hold. */
const LASTING =
  /^(ENOTFOUND|EINVALIDPROXY|CERT_|ERR_TLS|ERR_SSL|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|ERR_INVALID)/;

/** What the network threw, as `TryAgain` or UserError; UserErrors, `TryAgain` and aborts pass as they are. */
export function networkError(error: unknown, url: string): unknown {
  if (error instanceof UserError || error instanceof TryAgain) return error;
  if (!(error instanceof Error) || error.name === "AbortError") return error;
  const { code = "" } = error as NodeJS.ErrnoException;
  if (isProgrammingError(error)) return error;
  const stalled = error instanceof StallError || code.endsWith("TIMEDOUT") || code.endsWith("TIMEOUT");
  const failure = new UserError(`the download failed: ${messageOf(error) || code}`, {
    code: stalled ? "E_TIMEOUT" : "E_NETWORK",
    where: shownUrl(url),
    hint: "Check the network and the proxy settings, then run this again: what was fetched is kept.",
    cause: error,
  });
  return LASTING.test(code) ? failure : new TryAgain(failure);
}

function isProgrammingError(error: Error): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}

/** Seconds or a date (RFC 9110, 10.2.3), in milliseconds from now. */
function retryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function forbidden(message: string): { code: string; message: string; hint: string } {
  return { code: "E_FORBIDDEN", message, hint: "Is it private? Then its token must be configured." };
}

function missing(message: string): { code: string; message: string; hint: string } {
  return { code: "E_NOT_FOUND", message, hint: "Is the URL right, and is the file still published?" };
}
