import type { IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { type Exchange, exchange } from "./exchange.ts";
import { codeOf, failureOf, HttpFailure, LostAnswer, Unreachable } from "./failures.ts";

interface Patience {
  /** How long a server that is not there is tried again, in milliseconds. */
  readonly patienceMs: number;
  /** Whether a request that the server may have read already can be made again. */
  readonly repeatable: boolean;
  /** The first attempt is over, one way or the other. */
  readonly onTried?: () => void;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;

/** What a proxy says while the server behind it is starting. */
const notYet = new Set([502, 503, 504]);

/**
 * An exchange whose answer is a success; a server that is not there yet (started by a socket, at login, again) is
 * waited for. Throws HttpFailure, Unreachable, LostAnswer, an AbortError, or what else Node has (TLS).
 */
export async function reach(request: Exchange, patience: Patience): Promise<IncomingMessage> {
  const { patienceMs, repeatable, onTried } = patience;
  const start = performance.now();
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(2 * wait, LONGEST_PAUSE_MS)) {
    try {
      const answer = await exchange(request);
      const { statusCode = 0 } = answer;
      if (statusCode >= 200 && statusCode < 300) return answer;
      throw await failureOf(answer);
    } catch (error) {
      onTried?.();
      request.signal.throwIfAborted();
      const passed = performance.now() - start;
      if (!mayPass(error, repeatable)) throw named(error);
      if (passed + wait > patienceMs)
        throw error instanceof HttpFailure ? error : new Unreachable(error, passed);
    }
    await pause(wait, undefined, { signal: request.signal });
  }
}

function mayPass(error: unknown, repeatable: boolean): boolean {
  if (neverArrived(error)) return true;
  if (error instanceof HttpFailure) return repeatable && notYet.has(error.status);
  return repeatable && brokeOff(error);
}

/** The connection was never made, so that nothing was sent. */
function neverArrived(error: unknown): boolean {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const { syscall } = (first ?? {}) as NodeJS.ErrnoException;
  return syscall === "connect" || syscall === "getaddrinfo";
}

function brokeOff(error: unknown): boolean {
  return ["ECONNRESET", "EPIPE", "ETIMEDOUT"].includes(codeOf(error) ?? "");
}

function named(error: unknown): unknown {
  if (!brokeOff(error)) return error;
  return new LostAnswer("the connection broke before the answer came; it may have been carried out", {
    cause: error,
  });
}
