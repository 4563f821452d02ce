import { z } from "zod";
import { UserError } from "../errors.ts";
import { type Hash, sri } from "../prefetch/hash.ts";
import type { DownloadEvent, Downloaded, DownloadRequest } from "./download.ts";
import { get, type HttpAnswer } from "./http.ts";
import { shownUrl, statusError } from "./http-errors.ts";
import { describeHashes, matches } from "./integrity.ts";
import type { PartFile } from "./part-file.ts";
import { retrying, TryAgain } from "./retry.ts";

/** Failures after which what was fetched is still good, and a rerun goes on from there. */
const RESUMABLE = new Set(["E_NETWORK", "E_TIMEOUT", "E_HTTP", "E_RATE_LIMIT"]);

/** An attempt that got this many bytes further than any before it does not count against the retries. */
const PROGRESS = 256 * 1024;

/** What tells one version of a URL's content from another in `If-Range` (RFC 9110, 13.1.5). */
const validator = z.string().min(1);

/** One download on its way from the server into a part, and from there into the cache. */
export class Transfer {
  readonly #request: DownloadRequest;
  readonly #url: string;
  readonly #wanted: readonly Hash[] | undefined;
  readonly #part: PartFile;
  readonly #knownEtag: string | undefined;
  #etag: string | undefined;
  #validator: string | undefined;
  #mayResume = true;
  #resumed: boolean;
  #furthest = 0;

  /** @param knownEtag of a copy that is at hand: then the server may answer that it is still current */
  constructor(
    request: DownloadRequest,
    wanted: readonly Hash[] | undefined,
    part: PartFile,
    knownEtag: string | undefined,
  ) {
    this.#request = request;
    this.#url = shownUrl(request.url);
    this.#wanted = wanted;
    this.#part = part;
    this.#knownEtag = knownEtag;
    this.#resumed = part.size > 0;
  }

  /** Of the content that was fetched, if the server gave one. */
  get etag(): string | undefined {
    return this.#etag;
  }

  /** Takes care of the part, whatever the outcome. */
  async run(): Promise<Downloaded | "unchanged"> {
    const { cache, signal, retries = 4, backoffMs = 500 } = this.#request;
    const factKey = `part:${this.#part.id}`;
    try {
      if (this.#resumed) this.#validator = (await cache.recall(factKey, validator)) ?? undefined;
      const policy = {
        retries,
        backoffMs,
        signal,
        onRetry: (retry: Pick<DownloadEvent & { type: "retry" }, "attempt" | "delayMs" | "reason">) =>
          this.#emit({ type: "retry", ...retry }),
        progressed: () => this.#progressed(),
      };
      const outcome = await retrying(policy, () => this.#attempt());
      if (outcome === "unchanged") {
        await this.#part.remove();
        return outcome;
      }
      await this.#part.close();
      const path = await cache.adopt(this.#part.path, outcome, this.#part.size);
      if (this.#resumed) await cache.forget(factKey);
      return { path, integrity: sri(outcome), size: this.#part.size };
    } catch (error) {
      await this.#leave(error, factKey);
      throw error;
    }
  }

  async #leave(error: unknown, factKey: string): Promise<void> {
    const { name, code } = Object(error) as { name?: string; code?: string };
    const good = name === "AbortError" || RESUMABLE.has(code ?? "");
    // Without a hash, bytes of two versions of a file might be joined unless the server can tell them apart.
    const tellable = this.#wanted !== undefined || this.#validator !== undefined;
    const { cache } = this.#request;
    try {
      if (!good || !tellable || this.#part.size === 0) {
        await this.#part.remove();
        await cache.forget(factKey);
        return;
      }
      await this.#part.release();
      if (this.#validator !== undefined) await cache.remember(factKey, this.#validator);
    } catch {
      // The failure that led here is the one to report.
    }
  }

  async #attempt(): Promise<Hash | "unchanged"> {
    if (this.#isComplete()) return this.#part.hash();
    if (!this.#mayResume || (this.#wanted === undefined && this.#validator === undefined))
      await this.#restart();
    const offset = this.#part.size;
    const answer = await this.#get(offset);
    try {
      if (answer.status === 304 && this.#knownEtag !== undefined) return "unchanged";
      const total = await this.#accept(answer, offset);
      await this.#receive(answer, total);
    } finally {
      answer.discard();
    }
    return this.#checked();
  }

  #get(offset: number): Promise<HttpAnswer> {
    const { url, headers, signal, connection, timeoutMs = connection?.timeoutMs ?? 30_000 } = this.#request;
    const conditions: Record<string, string> = {};
    if (offset > 0) conditions.range = `bytes=${offset}-`;
    if (offset > 0 && this.#validator !== undefined) conditions["if-range"] = this.#validator;
    if (offset === 0 && this.#knownEtag !== undefined) conditions["if-none-match"] = this.#knownEtag;
    return get({
      url,
      headers,
      publicHeaders: conditions,
      signal,
      timeoutMs,
      connection,
      allowDowngrade: this.#wanted !== undefined,
    });
  }

  /** Makes the part ready for the answer's body. @returns the whole content's size, if known */
  async #accept(answer: HttpAnswer, offset: number): Promise<number | undefined> {
    const { status, headers } = answer;
    const length = sizeIn(headers["content-length"]);
    if (status === 206 && offset > 0) {
      const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers["content-range"] ?? "");
      if (range === null || Number(range[1]) !== offset)
        throw await this.#fromScratch("the server sent another range");
      this.#resumed = true;
      this.#etag = headers.etag;
      const total = sizeIn(range[2]);
      this.#emit({ type: "start", offset, size: total });
      return this.#allowed(total);
    }
    if (status === 416 && offset > 0) throw await this.#fromScratch("the server has no such range");
    if (status !== 200) throw statusError(status, headers, this.#request.url);
    await this.#restart();
    this.#etag = headers.etag;
    this.#validator = strong(headers.etag) ?? headers["last-modified"];
    this.#emit({ type: "start", offset: 0, size: length });
    return this.#allowed(length);
  }

  async #receive(answer: HttpAnswer, total: number | undefined): Promise<void> {
    for await (const chunk of answer.body) {
      await this.#part.append(chunk);
      this.#allowed(this.#part.size);
      this.#emit({ type: "progress", received: this.#part.size, size: total });
    }
    if (total === undefined || this.#part.size === total) return;
    // Node notices a body that is too short itself; a server's range and its total may still disagree.
    throw await this.#fromScratch("the server sent another length than it said");
  }

  async #checked(): Promise<Hash> {
    const got = this.#part.hash();
    if (this.#wanted === undefined || matches(got, this.#wanted)) return got;
    if (this.#resumed) {
      this.#mayResume = false;
      throw await this.#fromScratch("what an earlier run left does not belong to it");
    }
    throw new UserError(
      `the content is not what was published: expected ${describeHashes(this.#wanted)}, got ${sri(got)}`,
      {
        code: "E_INTEGRITY",
        where: this.#url,
        hint: "Was the lockfile changed by hand, or does a proxy or mirror alter what it passes on?",
      },
    );
  }

  /** An earlier run may have been stopped between the last byte and the rename. */
  #isComplete(): boolean {
    return this.#part.size > 0 && this.#wanted !== undefined && matches(this.#part.hash(), this.#wanted);
  }

  async #restart(): Promise<void> {
    if (this.#part.size > 0) await this.#part.reset();
    this.#resumed = false;
  }

  async #fromScratch(why: string): Promise<TryAgain> {
    await this.#restart();
    this.#validator = undefined;
    return new TryAgain(new UserError(why, { code: "E_HTTP", where: this.#url }), 0);
  }

  #progressed(): boolean {
    const further = this.#part.size >= this.#furthest + PROGRESS;
    this.#furthest = Math.max(this.#furthest, this.#part.size);
    return further;
  }

  #allowed(size: number | undefined): number | undefined {
    const { maxBytes = Number.POSITIVE_INFINITY } = this.#request;
    if (size === undefined || size <= maxBytes) return size;
    throw new UserError(`the file is larger than the ${maxBytes} bytes allowed`, {
      code: "E_TOO_LARGE",
      where: this.#url,
    });
  }

  #emit(event: EventBody): void {
    this.#request.onEvent?.({ ...event, url: this.#url } as DownloadEvent);
  }
}

type EventBody = DownloadEvent extends infer One ? (One extends unknown ? Omit<One, "url"> : never) : never;

function sizeIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Weak validators promise the same meaning, not the same bytes. */
function strong(etag: string | undefined): string | undefined {
  return etag?.startsWith('"') === true ? etag : undefined;
}
