import type { IncomingHttpHeaders } from "node:http";
import { UserError } from "../errors.ts";
import { type Connection, get } from "./http.ts";
import { shownUrl, statusError } from "./http-errors.ts";
import { retrying, TryAgain } from "./retry.ts";

export interface WholeRequest {
  readonly url: string;
  /** Private headers, asked for per URL; never sent to another origin than `url`'s. */
  readonly headers?: ((url: string) => Record<string, string>) | undefined;
  readonly accept?: string | undefined;
  /** Answers to give back although they are no success. */
  readonly accepted?: readonly number[] | undefined;
  /** A longer answer is an error; 0: the body is of no interest. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
  readonly connection?: Connection | undefined;
  /** Attempts after the first. Default 4. */
  readonly retries?: number | undefined;
  /** The first pause before a retry, in milliseconds. Default 500. */
  readonly backoffMs?: number | undefined;
}

export interface WholeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** After all redirects. */
  readonly url: string;
  readonly body: Buffer;
}

/**
 * A small answer as a whole, not cached. Network failures and 408, 425, 429 and 5xx are tried again.
 *
 * @throws UserError of `statusError`, `networkError` and `get`; `E_TOO_LARGE`; an AbortError when `signal` fires
 */
export function fetchWhole(request: WholeRequest): Promise<WholeAnswer> {
  const { retries = 4, backoffMs = 500, signal } = request;
  return retrying({ retries, backoffMs, signal }, () => attempt(request));
}

async function attempt(request: WholeRequest): Promise<WholeAnswer> {
  const { url, headers, accept, signal, connection, maxBytes } = request;
  const answer = await get({
    url,
    headers,
    publicHeaders: accept === undefined ? {} : { accept },
    signal,
    connection,
    timeoutMs: connection?.timeoutMs ?? 30_000,
    allowDowngrade: false,
  });
  const { status } = answer;
  if (status !== 200 && request.accepted?.includes(status) !== true) {
    answer.discard();
    throw statusError(status, answer.headers, url);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (maxBytes === 0) answer.discard();
  else {
    for await (const chunk of answer.body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= maxBytes) continue;
      answer.discard();
      throw new UserError(`the answer has more than ${maxBytes} bytes`, {
        code: "E_TOO_LARGE",
        where: shownUrl(url),
      });
    }
    const stated = Number(answer.headers["content-length"] ?? size);
    if (size < stated) {
      throw new TryAgain(
        new UserError("the server's answer was cut short", { code: "E_NETWORK", where: shownUrl(url) }),
      );
    }
  }
  return { status, headers: answer.headers, url: answer.url, body: Buffer.concat(chunks) };
}
