import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import { z } from "zod";
import { messageOf, UserError } from "../errors.ts";
import { throwIfAborted } from "./abort.ts";
import type { ContentCache } from "./content-cache.ts";
import { type Connection, get, type HttpAnswer } from "./http.ts";
import { shownUrl, statusError } from "./http-errors.ts";
import { retrying } from "./retry.ts";

export interface JsonRequest<Value> {
  /** Headers to send, asked for per URL; never sent to another origin than the first URL's. */
  readonly headers?: ((url: string) => Record<string, string>) | undefined;
  readonly cache: ContentCache;
  /** How long an answer is taken from the cache without asking, in milliseconds. Default 0: always ask. */
  readonly maxAgeMs?: number | undefined;
  readonly schema: z.ZodType<Value>;
  readonly signal?: AbortSignal | undefined;
  readonly retries?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly backoffMs?: number | undefined;
  /** Default 256 MiB. */
  readonly maxBytes?: number | undefined;
  readonly connection?: Connection | undefined;
}

const visit = z.object({ etag: z.string().optional(), at: z.number(), integrity: z.string() });

type Visit = z.infer<typeof visit>;

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/**
 * Fetches a JSON document that fits into memory, with the retries of `download`. Answers are kept: within
 * `maxAgeMs` they are used as they are, afterwards the server is asked whether they still hold (`If-None-Match`).
 * What was answered to other headers (another login) is never used.
 *
 * @throws UserError as `download` does, and `E_ANSWER` for what is no JSON or not of the schema; an AbortError
 */
export async function fetchJson<Value>(url: string, request: JsonRequest<Value>): Promise<Value> {
  throwIfAborted(request.signal);
  const { cache, maxAgeMs = 0, signal, retries = 4, backoffMs = 500 } = request;
  const key = `json:${JSON.stringify([url, request.headers?.(url) ?? {}])}`;
  const before = await remembered(cache, key);
  const age = before === undefined ? Number.POSITIVE_INFINITY : Date.now() - before.at;
  if (before !== undefined && age >= 0 && age < maxAgeMs) return parsed(before.bytes, url, request.schema);

  const answered = await retrying({ retries, backoffMs, signal }, () => ask(url, request, before?.etag));
  if (answered === "unchanged") {
    const { bytes, ...fact } = before!;
    await cache.remember(key, { ...fact, at: Date.now() } satisfies Visit);
    return parsed(bytes, url, request.schema);
  }
  // Checked before it is kept: an error page is not to be remembered.
  const value = parsed(answered.bytes, url, request.schema);
  const { integrity } = await cache.putBytes(answered.bytes);
  await cache.remember(key, { etag: answered.etag, at: Date.now(), integrity } satisfies Visit);
  return value;
}

async function remembered(
  cache: ContentCache,
  key: string,
): Promise<(Visit & { bytes: Buffer }) | undefined> {
  const fact = await cache.recall(key, visit);
  const bytes = fact === null ? null : await cache.bytesOf(fact.integrity);
  return fact === null || bytes === null ? undefined : { ...fact, bytes };
}

async function ask<Value>(
  url: string,
  request: JsonRequest<Value>,
  etag: string | undefined,
): Promise<"unchanged" | { bytes: Buffer; etag: string | undefined }> {
  const answer = await get({
    url,
    headers: request.headers,
    publicHeaders: {
      accept: "application/json",
      "accept-encoding": "gzip, br",
      ...(etag === undefined ? {} : { "if-none-match": etag }),
    },
    signal: request.signal,
    timeoutMs: request.timeoutMs ?? request.connection?.timeoutMs ?? 30_000,
    connection: request.connection,
    allowDowngrade: false,
  });
  try {
    if (answer.status === 304 && etag !== undefined) return "unchanged";
    if (answer.status !== 200) throw statusError(answer.status, answer.headers, url);
    return {
      bytes: await decoded(answer, url, request.maxBytes ?? 256 * 1024 * 1024),
      etag: answer.headers.etag,
    };
  } finally {
    answer.discard();
  }
}

async function decoded(answer: HttpAnswer, url: string, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new UserError(`the answer is larger than the ${maxBytes} bytes allowed`, {
        code: "E_TOO_LARGE",
        where: shownUrl(url),
      });
    }
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const decode = DECODERS[answer.headers["content-encoding"] ?? ""];
  if (decode === undefined) return bytes;
  try {
    return await decode(bytes);
  } catch (error) {
    throw unexpected(url, `its compression is damaged: ${messageOf(error)}`, error);
  }
}

function parsed<Value>(bytes: Buffer, url: string, schema: z.ZodType<Value>): Value {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    throw unexpected(url, "it is no JSON", error);
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw unexpected(url, z.prettifyError(result.error), result.error);
}

function unexpected(url: string, why: string, cause: unknown): UserError {
  return new UserError(`the answer is not what was expected: ${why}`, {
    code: "E_ANSWER",
    where: shownUrl(url),
    hint: "Is the URL right, and does no proxy or login page answer in its place?",
    cause,
  });
}
