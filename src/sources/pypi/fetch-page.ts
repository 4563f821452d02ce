import { z } from "zod";
import type { ContentCache } from "../../cache/content-cache.ts";
import { get, type HttpAnswer } from "../../cache/http.ts";
import { shownUrl, statusError } from "../../cache/http-errors.ts";
import { retrying } from "../../cache/retry.ts";
import { messageOf, UserError } from "../../errors.ts";
import type { PypiConfig } from "../../registry/pypi-config.ts";
import { type ProjectPage, pageOfHtml, pageOfJson } from "./project-page.ts";

/** How long and how often an index is asked. */
export interface Patience {
  readonly retries?: number | undefined;
  readonly backoffMs?: number | undefined;
  readonly timeoutMs?: number | undefined;
}

interface FetchPageOptions {
  readonly config: PypiConfig;
  readonly cache: ContentCache;
  readonly signal?: AbortSignal | undefined;
  readonly patience?: Patience | undefined;
}

/** JSON first, as PEP 691 has clients ask; HTML is what every index has. */
const accept =
  "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01";

/** The largest projects have some ten megabytes. */
const MOST_BYTES = 128 * 1024 * 1024;

const visitSchema = z.object({ etag: z.string(), integrity: z.string(), url: z.string() });

/**
 * Fetches a project's page of an index, or finds that the one fetched before is still current (ETag).
 *
 * @returns null where the index has no such project
 * @throws UserError `E_REGISTRY` for an answer that is no such page; as `download` for network and status
 */
export async function fetchPage(url: string, options: FetchPageOptions): Promise<ProjectPage | null> {
  const { retries = 3, backoffMs = 500 } = options.patience ?? {};
  const policy = { retries, backoffMs, signal: options.signal };
  try {
    const answer = await retrying(policy, () => fetchOnce(url, options));
    return readPage(answer);
  } catch (error) {
    if (error instanceof UserError && error.code === "E_NOT_FOUND") return null;
    throw error;
  }
}

interface PageAnswer {
  readonly text: string;
  /** After redirects: what relative addresses start from. */
  readonly url: string;
}

async function fetchOnce(url: string, options: FetchPageOptions): Promise<PageAnswer> {
  const { cache, config } = options;
  const key = `python-index:${url}`;
  const before = await cache.recall(key, visitSchema);
  const known = before === null ? null : await cache.bytesOf(before.integrity);
  const connection = config.connectionFor(url);
  const answer = await get({
    url,
    headers: config.headersFor,
    publicHeaders: { accept, ...(before === null || known === null ? {} : { "if-none-match": before.etag }) },
    signal: options.signal,
    timeoutMs: options.patience?.timeoutMs ?? connection.timeoutMs ?? 30_000,
    connection,
    allowDowngrade: false,
  });
  try {
    if (answer.status === 304 && before !== null && known !== null) {
      return { text: known.toString("utf8"), url: before.url };
    }
    if (answer.status !== 200) throw statusError(answer.status, answer.headers, url);
    const bytes = await bodyOf(answer);
    const { etag } = answer.headers;
    if (etag !== undefined) {
      const { integrity } = await cache.putBytes(bytes);
      await cache.remember(key, { etag, integrity, url: answer.url });
    }
    return { text: bytes.toString("utf8"), url: answer.url };
  } finally {
    answer.discard();
  }
}

async function bodyOf(answer: HttpAnswer): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.length;
    if (size > MOST_BYTES) throw notAPage(answer.url, `it is larger than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readPage({ text, url }: PageAnswer): ProjectPage {
  if (/^\s*</.test(text)) return pageOfHtml(text, url);
  try {
    return pageOfJson(text, url);
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error).split("\n")[0] : messageOf(error);
    throw notAPage(url, `${why}`);
  }
}

function notAPage(url: string, why: string): UserError {
  return new UserError(`the index's answer is no page of a project: ${why}`, {
    code: "E_REGISTRY",
    where: shownUrl(url),
    hint: "Is it the root of a simple API (PEP 503, PEP 691) that is configured as the index?",
  });
}
