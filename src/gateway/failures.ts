import type { IncomingMessage } from "node:http";
import { messageOf } from "../errors.ts";
import { oneLine } from "../mcp/server-words.ts";
import { isObject } from "./json-rpc.ts";

/** The server answered, but not with what was asked for. */
export class HttpFailure extends Error {
  readonly status: number;
  /** What the server said, as one line; may be empty. */
  readonly words: string;

  constructor(status: number, words: string) {
    super(`HTTP ${status}`);
    this.status = status;
    this.words = words;
  }
}

/** The conversation broke off after the server had the request; it may have been carried out. */
export class LostAnswer extends Error {}

/** The server could not be reached, however often it was tried. */
export class Unreachable extends Error {
  readonly seconds: number;

  constructor(cause: unknown, ms: number) {
    super(messageOf(cause), { cause });
    this.seconds = Math.round(ms / 1000);
  }
}

const MOST_WORDS = 16 * 1024;

/** The failure of an answer whose status is not what it should be. Reads the answer. */
export async function failureOf(answer: IncomingMessage): Promise<HttpFailure> {
  const { statusCode = 0, headers } = answer;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MOST_WORDS) break;
    }
  } catch {
    // What was read is all there is to repeat.
  }
  const words = wordsOf(Buffer.concat(chunks).toString("utf8"), headers["content-type"] ?? "");
  return new HttpFailure(statusCode, headers.location === undefined ? words : "it points elsewhere");
}

/** A page for a browser says nothing to a person who reads it as text. */
function wordsOf(text: string, contentType: string): string {
  if (/html/i.test(contentType)) return "";
  try {
    const value: unknown = JSON.parse(text);
    const error = isObject(value) ? (value.error_description ?? value.error ?? value.message) : undefined;
    const said = isObject(error) ? error.message : error;
    return typeof said === "string" ? oneLine(said) : "";
  } catch {
    return oneLine(text);
  }
}

/** What each status means to who reads it, after "URL ". */
const meanings: Readonly<Record<number, string>> = {
  400: "refuses the message",
  401: "refuses the login",
  403: "forbids it",
  404: "has no MCP endpoint there",
  405: "takes no messages of streamable HTTP there (it may speak the older HTTP+SSE, which this bridge does not)",
  406: "does not speak streamable HTTP as this bridge does",
  429: "has had too many requests",
};

/** What went wrong, for a person, and as data. `url` is shown without what may be secret in it. */
export function describeFailure(error: unknown, url: URL): { message: string; data?: unknown } {
  const shown = `${url.origin}${url.pathname}`;
  if (error instanceof HttpFailure) {
    const { status, words } = error;
    const meaning = meanings[status] ?? (status >= 500 ? "fails" : "does not answer as it should");
    return {
      message: `${shown} ${meaning} (HTTP ${status})${words === "" ? "" : `: ${words}`}`,
      data: { httpStatus: status },
    };
  }
  if (error instanceof Unreachable) {
    const code = codeOf(error.cause);
    const reason = (code === undefined ? undefined : reasons[code]) ?? (code || messageOf(error.cause));
    const tried = error.seconds > 0 ? ` for ${error.seconds} s` : "";
    return { message: `${shown} cannot be reached${tried}: ${reason}. Is its service running?` };
  }
  if (error instanceof LostAnswer) return { message: `${shown}: ${error.message}` };
  return { message: `${shown}: ${oneLine(messageOf(error))}` };
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there (connection refused)",
  ECONNRESET: "it closes the connection without an answer",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "the host's name cannot be looked up",
  EHOSTUNREACH: "no way to the host",
  ENETUNREACH: "no way to the host's network",
  ETIMEDOUT: "it does not answer (timed out)",
};

/** Node tries all addresses of a name, and puts their errors into one. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return typeof code === "string" ? code : undefined;
}
