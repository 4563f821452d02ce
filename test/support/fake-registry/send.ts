import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import type { Answer } from "./routes.ts";
import type { Fault, LoggedRequest } from "./types.ts";

export interface SendContext {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly log: LoggedRequest;
  readonly gzip: boolean;
  /** The same path at the second origin. */
  readonly elsewhere: string;
  /** Timers that closing the server must end. */
  readonly timers: Set<NodeJS.Timeout>;
}

/** Sends an answer, or what a fault makes of it. */
export function send(answer: Answer, fault: Fault | undefined, context: SendContext): void {
  if (fault === undefined) plain(answer, context);
  else spoil(answer, fault, context);
}

type Spoilers = {
  readonly [K in Fault["kind"]]: (
    answer: Answer,
    fault: Extract<Fault, { readonly kind: K }>,
    context: SendContext,
  ) => void;
};

const spoilers: Spoilers = {
  status: (_, fault, context) =>
    plain(textAnswer(fault.status, fault.body ?? `{"error":"fault ${fault.status}"}`), context),
  "retry-after": (_, fault, context) =>
    plain(textAnswer(fault.status ?? 429, "{}", { "retry-after": String(fault.seconds) }), context),
  delay: (answer, fault, context) => later(fault.ms, () => plain(answer, context), context),
  html: (_, __, context) =>
    plain({ ...textAnswer(200, "<html><body>Please log in</body></html>"), type: "text/html" }, context),
  redirect: (_, fault, context) =>
    plain(textAnswer(fault.status ?? 302, "", { location: fault.to ?? context.elsewhere }), context),
  "wrong-bytes": (answer, _, context) => plain({ ...answer, body: oneBitOff(answer.body) }, context),
  "no-ranges": (answer, _, context) => write(wholeOf(answer, context), context),
  stall: (answer, fault, context) => partly(answer, fault.afterBytes, () => {}, context),
  truncate: (answer, fault, context) =>
    partly(answer, fault.afterBytes, () => context.response.socket?.end(), context),
  reset: (answer, fault, context) => reset(answer, fault.afterBytes ?? 0, context),
};

function spoil(answer: Answer, fault: Fault, context: SendContext): void {
  // TypeScript cannot pair a table's row with the union member that chose it.
  (spoilers[fault.kind] as (answer: Answer, fault: Fault, context: SendContext) => void)(
    answer,
    fault,
    context,
  );
}

function reset(answer: Answer, afterBytes: number, context: SendContext): void {
  const cut = () => context.response.socket?.resetAndDestroy();
  if (afterBytes === 0) cut();
  else partly(answer, afterBytes, cut, context);
}

/** Headers of the whole body, some of its bytes, then `end`. */
function partly(answer: Answer, afterBytes: number | undefined, end: () => void, context: SendContext): void {
  const whole = shaped(answer, context);
  const part = whole.body.subarray(0, afterBytes ?? Math.floor(whole.body.length / 2));
  head(whole, context);
  context.log.bytes = part.length;
  // The cut must come after the bytes left, or the client sees a shorter part than the test says.
  context.response.write(part, () => end());
}

function plain(answer: Answer, context: SendContext): void {
  write(shaped(answer, context), context);
}

function write(answer: Answer, context: SendContext): void {
  head(answer, context);
  const bodiless = context.request.method === "HEAD" || answer.status === 304;
  context.log.bytes = bodiless ? 0 : answer.body.length;
  context.response.end(bodiless ? undefined : answer.body);
}

function head(answer: Answer, context: SendContext): void {
  context.log.status = answer.status;
  const length = answer.status === 304 ? {} : { "content-length": String(answer.body.length) };
  context.response.writeHead(answer.status, { "content-type": answer.type, ...length, ...answer.headers });
}

/** Applies the request's own conditions in the order of RFC 9110 §13.2.2: not-modified, then range. */
function shaped(answer: Answer, context: SendContext): Answer {
  if (answer.status !== 200) return answer;
  const etag = answer.headers?.etag;
  const unchanged = context.request.headers["if-none-match"];
  if (etag !== undefined && unchanged !== undefined && etagList(unchanged).includes(etag)) {
    return { ...answer, status: 304, body: Buffer.alloc(0) };
  }
  if (answer.type === "application/octet-stream") return ranged(answer, context);
  return wholeOf(answer, context);
}

function wholeOf(answer: Answer, context: SendContext): Answer {
  if (answer.type === "application/octet-stream") {
    return { ...answer, headers: { ...answer.headers, "accept-ranges": "bytes" } };
  }
  const wishes = String(context.request.headers["accept-encoding"] ?? "");
  if (!context.gzip || !answer.type.includes("json") || !/\bgzip\b/.test(wishes)) return answer;
  const headers = { ...answer.headers, "content-encoding": "gzip" };
  return { ...answer, body: gzipSync(answer.body), headers };
}

/** One byte range, which is all that resuming clients ask for; If-Range guards it (RFC 9110 §13.1.5). */
function ranged(answer: Answer, context: SendContext): Answer {
  const whole = wholeOf(answer, context);
  const range = /^bytes=(\d*)-(\d*)$/.exec(context.request.headers.range ?? "");
  const guard = context.request.headers["if-range"];
  if (range === null || (guard !== undefined && guard !== answer.headers?.etag)) return whole;
  const size = answer.body.length;
  const [from, to] = bounds(range[1] ?? "", range[2] ?? "", size);
  if (from >= size || from > to) {
    return textAnswer(416, "", { "content-range": `bytes */${size}` });
  }
  const headers = { ...whole.headers, "content-range": `bytes ${from}-${to}/${size}` };
  return { ...whole, status: 206, body: answer.body.subarray(from, to + 1), headers };
}

function bounds(first: string, last: string, size: number): [number, number] {
  if (first === "") return [Math.max(0, size - Number(last)), size - 1];
  return [Number(first), last === "" ? size - 1 : Math.min(Number(last), size - 1)];
}

/** Weak and strong forms compare as equal here (RFC 9110 §13.1.2). */
function etagList(header: string): string[] {
  return header.split(",").map((etag) => etag.trim().replace(/^W\//, ""));
}

function textAnswer(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return { status, type: "application/json", body: Buffer.from(body), headers };
}

function oneBitOff(body: Buffer): Buffer {
  const copy = Buffer.from(body);
  const middle = Math.floor(copy.length / 2);
  copy[middle] = (copy[middle] ?? 0) ^ 1;
  return copy;
}

function later(ms: number, act: () => void, context: SendContext): void {
  const timer = setTimeout(() => {
    context.timers.delete(timer);
    act();
  }, ms);
  context.timers.add(timer);
}
