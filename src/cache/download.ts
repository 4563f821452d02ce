import { stat } from "node:fs/promises";
import { z } from "zod";
import { type HashAlgorithm, sri } from "../prefetch/hash.ts";
import { throwIfAborted } from "./abort.ts";
import type { ContentCache } from "./content-cache.ts";
import type { Connection } from "./http.ts";
import { shownUrl } from "./http-errors.ts";
import { strongest } from "./integrity.ts";
import { PartFile } from "./part-file.ts";
import { Transfer } from "./transfer.ts";

export interface DownloadRequest {
  readonly url: string;
  /** Headers to send, asked for per URL; never sent to another origin than `url`'s. */
  readonly headers?: ((url: string) => Record<string, string>) | undefined;
  /** One or several SRI hashes; the strongest algorithm counts. Without it, sha256 is computed. */
  readonly integrity?: string | undefined;
  readonly cache: ContentCache;
  readonly signal?: AbortSignal | undefined;
  /** Attempts after the first without progress. Default 4. */
  readonly retries?: number | undefined;
  /** Longest silence of the server, in milliseconds. Default 30 000. */
  readonly timeoutMs?: number | undefined;
  readonly maxBytes?: number | undefined;
  readonly onEvent?: ((event: DownloadEvent) => void) | undefined;
  /** The first pause before a retry, in milliseconds. Default 500. */
  readonly backoffMs?: number | undefined;
  readonly connection?: Connection | undefined;
}

/** What happens to one download, in order; `url` is fit to be shown. Sizes are bytes. */
export type DownloadEvent = { readonly url: string } & (
  | { readonly type: "cached"; readonly size: number }
  | { readonly type: "start"; readonly offset: number; readonly size: number | undefined }
  | { readonly type: "progress"; readonly received: number; readonly size: number | undefined }
  | { readonly type: "retry"; readonly attempt: number; readonly delayMs: number; readonly reason: string }
  | { readonly type: "done"; readonly size: number }
);

export interface Downloaded {
  /** In the cache; not to be changed. */
  readonly path: string;
  /** The SRI hash it was verified by, or its sha256. */
  readonly integrity: string;
  readonly size: number;
}

const visit = z.object({ etag: z.string(), integrity: z.string() });

/**
 * Downloads a URL into the cache and checks it, or finds it there. Network failures and 408, 425, 429 and 5xx
 * are retried with growing pauses; a download cut short goes on where it stopped, in this run or a later one, if
 * the server allows (RFC 9110, 14). The bytes are those sent: a `content-encoding` is not undone.
 *
 * Without `integrity`, the server is asked whether what it sent last time is still current.
 *
 * @throws UserError `E_INTEGRITY`, `E_NOT_FOUND`, `E_FORBIDDEN`, `E_TOO_LARGE`, `E_HTTP`, `E_RATE_LIMIT`, `E_NETWORK`,
 * `E_TIMEOUT`, `E_REDIRECT`, `E_URL`, `E_HASH`, `E_DISK_FULL`, `E_CACHE`; an AbortError when `signal` fires
 */
export async function download(request: DownloadRequest): Promise<Downloaded> {
  throwIfAborted(request.signal);
  const { cache, url } = request;
  const wanted = request.integrity === undefined ? undefined : strongest(request.integrity);
  const visitKey = `visit:${url}`;
  const before = wanted === undefined ? await cache.recall(visitKey, visit) : null;
  const known = wanted?.map(sri).join(" ") ?? before?.integrity;
  const found = known === undefined ? undefined : await fromCache(cache, known);
  if (found !== undefined && wanted !== undefined) return cachedOne(request, found);

  const part = await PartFile.take(cache.parts, JSON.stringify([url, wanted?.map(sri)]), algorithmOf(wanted));
  const transfer = new Transfer(request, wanted, part, found === undefined ? undefined : before?.etag);
  const outcome = await transfer.run();
  if (outcome === "unchanged") return cachedOne(request, found!);
  if (wanted === undefined && transfer.etag !== undefined) {
    await cache.remember(visitKey, { etag: transfer.etag, integrity: outcome.integrity });
  }
  request.onEvent?.({ type: "done", url: shownUrl(url), size: outcome.size });
  return outcome;
}

function cachedOne(request: DownloadRequest, found: Downloaded): Downloaded {
  request.onEvent?.({ type: "cached", url: shownUrl(request.url), size: found.size });
  return found;
}

async function fromCache(cache: ContentCache, integrity: string): Promise<Downloaded | undefined> {
  for (const one of strongest(integrity).map(sri)) {
    const path = await cache.pathOf(one);
    if (path !== null) return { path, integrity: one, size: (await stat(path)).size };
  }
  return undefined;
}

function algorithmOf(wanted: ReturnType<typeof strongest> | undefined): HashAlgorithm {
  return wanted?.[0].algorithm ?? "sha256";
}
