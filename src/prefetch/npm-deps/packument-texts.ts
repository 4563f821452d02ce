import { z } from "zod";
import { throwIfAborted } from "../../cache/abort.ts";
import { get } from "../../cache/http.ts";
import { networkError, statusError } from "../../cache/http-errors.ts";
import { retrying } from "../../cache/retry.ts";
import { UserError } from "../../errors.ts";
import type { NpmDepsOptions } from "./options.ts";
import { normalisePackument, packumentUrl, type WantedVersions } from "./packument.ts";

/** A packument as it goes into the cache, or why there is none. */
interface PackumentText {
  readonly name: string;
  /** Its address in the cache. */
  readonly url: string;
  /** Absent when the registry has none: the cache then simply lacks it, as upstream. */
  readonly text?: string;
  /** The registry made the document from package.json, and we put it into the published form. */
  readonly rebuilt?: boolean;
  readonly warning?: string;
}

/** Answers that say a document is not to be had, today or tomorrow. */
const ABSENT = new Set(["E_NOT_FOUND", "E_FORBIDDEN"]);

const normalisedSchema = z.object({ text: z.string(), rebuilt: z.boolean() });

const TIMEOUT_MS = 60_000;

/**
 * The normalised document of a package with these versions. Once all of them are published it cannot
 * change any more and is kept in our cache.
 *
 * A registry without the document (404, 403) gives a warning as upstream; other failures are errors
 * here, because a cache that lacks it by accident has another hash.
 * @throws UserError of the network, `E_PACKUMENT`
 */
export async function packumentText(
  name: string,
  versions: WantedVersions,
  options: NpmDepsOptions,
): Promise<PackumentText> {
  const url = packumentUrl(options.registry, name);
  const source = options.rewriteUrl?.(url) ?? url;
  const key = `npm-deps packument 2 ${source} ${JSON.stringify([...versions].sort())}`;
  const known = await options.cache.recall(key, normalisedSchema);
  if (known !== null) return { name, url, ...known };
  try {
    const normalised = normalisePackument(name, await fetchText(source, options), versions);
    if (hasAll(normalised.text, versions)) await options.cache.remember(key, normalised);
    return { name, url, ...normalised };
  } catch (error) {
    if (!(error instanceof UserError) || !ABSENT.has(error.code)) throw error;
    return { name, url, warning: `no packument of ${name} in the cache: ${error.message}` };
  }
}

function hasAll(text: string, versions: WantedVersions): boolean {
  const published = (JSON.parse(text) as { versions?: object }).versions ?? {};
  return [...versions.keys()].every((version) => Object.hasOwn(published, version));
}

async function fetchText(url: string, { headersFor, connection, signal }: NpmDepsOptions): Promise<string> {
  return retrying({ retries: 4, backoffMs: 500, signal }, async () => {
    throwIfAborted(signal);
    try {
      const answer = await get({
        url,
        headers: headersFor,
        connection,
        signal,
        timeoutMs: TIMEOUT_MS,
        allowDowngrade: false,
      });
      if (answer.status !== 200) {
        answer.discard();
        throw statusError(answer.status, answer.headers, url);
      }
      const chunks: Uint8Array[] = [];
      for await (const chunk of answer.body) chunks.push(chunk);
      return Buffer.concat(chunks).toString("utf8");
    } catch (error) {
      throw networkError(error, url);
    }
  });
}
