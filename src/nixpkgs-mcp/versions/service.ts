import { z } from "zod";
import { get } from "../../cache/http.ts";
import { statusError } from "../../cache/http-errors.ts";
import { retrying } from "../../cache/retry.ts";
import { UserError } from "../../errors.ts";

/**
 * The answer of `GET /v2/pkg?name=…`, as far as it is used. Source: the search service behind nixhub.io, as the
 * client of jetify-com/devbox (`internal/searcher`) reads it.
 */
const answerSchema = z.object({
  releases: z
    .array(
      z.object({
        version: z.string(),
        last_updated: z.string().nullish(),
        platforms: z
          .array(
            z.object({
              system: z.string(),
              attribute_path: z.string(),
              commit_hash: z.string(),
              date: z.string().nullish(),
            }),
          )
          .nullish(),
      }),
    )
    .nullish(),
});

export const releaseSchema = z.object({
  version: z.string().min(1).max(200),
  /** A commit of NixOS/nixpkgs. */
  revision: z.string().regex(/^[0-9a-f]{40}$/),
  attr: z.string().min(1).max(300),
  /** ISO 8601; when that revision was looked at. */
  date: z.iso.datetime({ offset: true }).nullable(),
});

export type Release = z.output<typeof releaseSchema>;

interface ServiceRequest {
  readonly baseUrl: string;
  /** Nix's name of this system; releases that are not for it are left out. */
  readonly system: string;
  readonly signal?: AbortSignal | undefined;
  /** Longest silence. */
  readonly timeoutMs: number;
  readonly retries: number;
}

/** More than the longest answer seen, by far. */
const MOST_BYTES = 20_000_000;

/**
 * The releases of a package that the service knows, in its order; `null` where it knows no package of this name.
 *
 * @throws UserError `E_VERSIONS` for an answer that is none; those of `get` and `statusError`; an AbortError
 */
export async function askService(name: string, request: ServiceRequest): Promise<Release[] | null> {
  const { baseUrl, signal, timeoutMs } = request;
  const url = `${baseUrl.replace(/\/+$/, "")}/v2/pkg?name=${encodeURIComponent(name)}`;
  const text = await retrying({ retries: request.retries, backoffMs: 300, signal }, async () => {
    const answer = await get({
      url,
      publicHeaders: { accept: "application/json" },
      signal,
      timeoutMs,
      allowDowngrade: false,
    });
    if (answer.status === 200) return readBody(answer.body, url);
    answer.discard();
    if (answer.status === 404) return null;
    throw statusError(answer.status, answer.headers, url);
  });
  return text === null ? null : releasesIn(text, request.system, url);
}

async function readBody(body: AsyncIterable<Uint8Array>, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw noAnswer(url, "it is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function releasesIn(text: string, system: string, url: string): Release[] {
  const parsed = answerSchema.safeParse(jsonOf(text));
  if (!parsed.success) throw noAnswer(url, "it has another form than expected");
  return (parsed.data.releases ?? []).flatMap(({ version, last_updated, platforms }) => {
    const platform = (platforms ?? []).find((one) => one.system === system);
    if (platform === undefined) return [];
    const release = releaseSchema.safeParse({
      version,
      revision: platform.commit_hash,
      attr: platform.attribute_path,
      date: dateOf(platform.date ?? last_updated),
    });
    // One strange entry must not hide the others.
    return release.success ? [release.data] : [];
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function dateOf(text: string | null | undefined): string | null {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

function noAnswer(url: string, why: string): UserError {
  return new UserError(`the answer of the service for versions cannot be used: ${why}`, {
    code: "E_VERSIONS",
    where: new URL(url).origin,
    hint: "Is the base URL right? Another service may be set.",
  });
}
