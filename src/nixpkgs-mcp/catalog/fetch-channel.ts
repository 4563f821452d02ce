import { z } from "zod";
import type { ContentCache } from "../../cache/content-cache.ts";
import { type Downloaded, download } from "../../cache/download.ts";
import { get } from "../../cache/http.ts";

interface ChannelOptions {
  /** "https://channels.nixos.org" */
  readonly baseUrl: string;
  /** "nixos-unstable" */
  readonly channel: string;
  readonly cache: ContentCache;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (done: number, total: number | undefined) => void;
  /** For tests: pauses of retries, and how long a server may be silent, in milliseconds. */
  readonly patience?: { readonly backoffMs?: number; readonly timeoutMs?: number; readonly retries?: number };
}

interface FetchedChannel {
  readonly file: string;
  readonly etag: string | null;
  readonly revision: string | null;
}

/** Ten times what a channel has; what is larger is something else. */
const MOST_BYTES = 256 * 1024 * 1024;
const MOST_REVISION_BYTES = 1000;

/** Where a channel's catalog is. */
export function channelUrl({ baseUrl, channel }: Pick<ChannelOptions, "baseUrl" | "channel">): string {
  return `${baseUrl.replace(/\/+$/, "")}/${encodeURIComponent(channel)}/packages.json.br`;
}

/**
 * A channel's packages.json.br in the content cache, with what the server calls this version. When the one that is
 * there is still current, nothing but a 304 is transferred.
 *
 * @throws as `download`
 */
export async function fetchChannel(options: ChannelOptions): Promise<FetchedChannel> {
  const { cache, signal, patience, onProgress } = options;
  const url = channelUrl(options);
  const downloaded: Downloaded = await download({
    url,
    cache,
    signal,
    maxBytes: MOST_BYTES,
    ...patience,
    onEvent: (event) => {
      if (event.type === "progress") onProgress?.(event.received, event.size);
    },
  });
  // The cache's own note of the visit; it keeps no other.
  const visit = await cache.recall(`visit:${url}`, z.object({ etag: z.string(), integrity: z.string() }));
  const etag = visit?.integrity === downloaded.integrity ? visit.etag : null;
  return { file: downloaded.path, etag, revision: await revisionOf(options) };
}

/** A copy that turned out to be broken must not be called current again. */
export async function forgetChannel(
  options: Pick<ChannelOptions, "baseUrl" | "channel" | "cache">,
): Promise<void> {
  await options.cache.forget(`visit:${channelUrl(options)}`);
}

/** nixpkgs' commit, as channels tell it in a file of its own. Nice to know, so no reason to fail. */
async function revisionOf(options: ChannelOptions): Promise<string | null> {
  const url = channelUrl(options).replace(/packages\.json\.br$/, "git-revision");
  try {
    const timeoutMs = Math.min(options.patience?.timeoutMs ?? 10_000, 10_000);
    const answer = await get({ url, timeoutMs, signal: options.signal, allowDowngrade: false });
    try {
      if (answer.status !== 200) return null;
      let text = "";
      for await (const chunk of answer.body) {
        text += Buffer.from(chunk).toString("latin1");
        if (text.length > MOST_REVISION_BYTES) return null;
      }
      return /^\s*([0-9a-f]{40})\s*$/.exec(text)?.[1] ?? null;
    } finally {
      answer.discard();
    }
  } catch (error) {
    if (options.signal?.aborted) throw error;
    return null;
  }
}
