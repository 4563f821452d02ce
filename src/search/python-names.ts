import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import type { ContentCache } from "../cache/content-cache.ts";
import { get, type HttpAnswer } from "../cache/http.ts";
import { shownUrl, statusError } from "../cache/http-errors.ts";
import { retrying } from "../cache/retry.ts";
import { messageOf, UserError } from "../errors.ts";
import { isProjectName, normalizeName } from "../python/names.ts";
import type { PypiConfig, PypiIndex } from "../registry/pypi-config.ts";
import type { Patience } from "../sources/pypi/fetch-page.ts";
import { NameScanner } from "./name-scanner.ts";

/** Names that may be of MCP servers; only these are kept. */
const kept = /mcp|model-?context-?protocol/;

/** A list is good for a day: on PyPI it is another one every few seconds, and tens of megabytes each time. */
const DAY = 24 * 3600 * 1000;

/** PyPI's has some forty megabytes. */
const MOST_BYTES = 512 * 1024 * 1024;

const accept =
  "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01";

const visitSchema = z.object({
  /** Milliseconds. */
  at: z.number(),
  etag: z.string().nullable(),
  /** Of the kept names, one a line. */
  integrity: z.string(),
});

interface NamesOptions {
  readonly config: PypiConfig;
  readonly cache: ContentCache;
  readonly signal?: AbortSignal | undefined;
  readonly patience?: Patience | undefined;
  readonly onBytes?: ((received: number) => void) | undefined;
  /** Milliseconds. */
  readonly now?: number | undefined;
}

/**
 * Normalised names of an index's projects that have to do with MCP, out of its list of all projects, which is read in a
 * stream. Asked for once a day; after that, whether it is still the same (ETag).
 *
 * Source: PEP 503, PEP 691.
 * @throws UserError `E_REGISTRY` for an answer that is no such list; as `get` and `statusError`
 */
export async function pythonServerNames(index: PypiIndex, options: NamesOptions): Promise<string[]> {
  const { cache, signal, now = Date.now(), patience = {} } = options;
  const key = `python-names:1:${index.url}`;
  const before = await cache.recall(key, visitSchema);
  const names = before === null ? null : await cache.bytesOf(before.integrity);
  if (before !== null && names !== null && now - before.at < DAY && now >= before.at) return lines(names);
  const policy = { retries: patience.retries ?? 2, backoffMs: patience.backoffMs ?? 500, signal };
  const etag = names === null ? null : (before?.etag ?? null);
  const found = await retrying(policy, () => fetchNames(index, etag, options));
  if (found === "unchanged") {
    await cache.remember(key, { ...before, at: now });
    return lines(names!);
  }
  const { integrity } = await cache.putBytes(Buffer.from(found.names.join("\n")));
  await cache.remember(key, { at: now, etag: found.etag, integrity });
  return found.names;
}

function lines(bytes: Buffer): string[] {
  return bytes
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");
}

async function fetchNames(
  { url }: PypiIndex,
  etag: string | null,
  { config, signal, patience, onBytes }: NamesOptions,
): Promise<{ names: string[]; etag: string | null } | "unchanged"> {
  const connection = config.connectionFor(url);
  const answer = await get({
    url,
    headers: config.headersFor,
    publicHeaders: {
      accept,
      "accept-encoding": "gzip",
      ...(etag === null ? {} : { "if-none-match": etag }),
    },
    signal,
    timeoutMs: patience?.timeoutMs ?? connection.timeoutMs ?? 30_000,
    connection,
    allowDowngrade: false,
  });
  try {
    if (answer.status === 304 && etag !== null) return "unchanged";
    if (answer.status !== 200) throw statusError(answer.status, answer.headers, url);
    return { names: await namesIn(answer, onBytes), etag: answer.headers.etag ?? null };
  } finally {
    answer.discard();
  }
}

async function namesIn(answer: HttpAnswer, onBytes: NamesOptions["onBytes"]): Promise<string[]> {
  const names = new Set<string>();
  const scanner = new NameScanner((written) => {
    const name = normalizeName(written);
    if (kept.test(name) && isProjectName(written)) names.add(name);
  });
  const decoder = new TextDecoder();
  for await (const chunk of plainBody(answer, onBytes)) scanner.push(decoder.decode(chunk, { stream: true }));
  if (!scanner.isWhole) throw notAList(answer.url, "it is neither JSON nor HTML, or not whole");
  return [...names].sort();
}

async function* plainBody(answer: HttpAnswer, onBytes: NamesOptions["onBytes"]): AsyncGenerator<Uint8Array> {
  let received = 0;
  const counted = async function* () {
    for await (const chunk of answer.body) {
      received += chunk.length;
      if (received > MOST_BYTES) throw notAList(answer.url, `it is larger than ${MOST_BYTES} bytes`);
      onBytes?.(received);
      yield chunk;
    }
  };
  if (answer.headers["content-encoding"] !== "gzip") {
    yield* counted();
    return;
  }
  const source = Readable.from(counted());
  const gunzip = createGunzip();
  // A pipe does not carry errors along.
  source.on("error", (error) => gunzip.destroy(error));
  try {
    yield* source.pipe(gunzip);
  } catch (error) {
    if (/^Z_/.test(String(Object(error).code))) throw notAList(answer.url, messageOf(error));
    throw error;
  } finally {
    source.destroy();
  }
}

function notAList(url: string, why: string): UserError {
  return new UserError(`the index's answer is no list of projects: ${why}`, {
    code: "E_REGISTRY",
    where: shownUrl(url),
    hint: "Is it the root of a simple API (PEP 503, PEP 691) that is configured as the index?",
  });
}
