import pLimit from "p-limit";
import { z } from "zod";
import { UserError } from "../errors.ts";
import { parseFileName } from "../python/file-name.ts";
import { compareVersions, isPrerelease } from "../python/versions.ts";
import type { PypiIndex } from "../registry/pypi-config.ts";
import type { Patience } from "../sources/pypi/fetch-page.ts";
import type { PypiIndexClient } from "../sources/pypi/index-client.ts";
import { fetchProjectJson, jsonApiOf } from "../sources/pypi/project-json.ts";
import type { Candidate, SearchAnswer } from "./candidate.ts";
import { knownServers } from "./known-servers.ts";
import { pythonServerNames } from "./python-names.ts";
import { namesAbout, topicOf } from "./words.ts";

/** Projects whose descriptions are asked for at most. */
const MOST_ASKED = 30;

const projectSchema = z.object({
  info: z.object({
    version: z.string(),
    summary: z.string().nullish().catch(null),
    keywords: z.string().nullish().catch(null),
  }),
  urls: z.array(z.object({ upload_time_iso_8601: z.string().nullish() })).catch([]),
});

interface SearchOptions {
  /** Candidates wanted. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
  readonly patience?: Patience | undefined;
  /** Bytes of the list of names so far. */
  readonly onBytes?: ((received: number) => void) | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * No index of Python projects has a search. Its list of all names is read once a day, those that speak of MCP and of the
 * query are asked about: in PyPI's JSON, else in the project's page, which knows the version alone.
 *
 * @throws UserError as `pythonServerNames`
 */
export async function searchPypi(
  query: string,
  client: PypiIndexClient,
  options: SearchOptions,
): Promise<SearchAnswer> {
  const { signal, patience } = options;
  const topic = topicOf(query);
  const known = await knownServers("pypi");
  const notes: string[] = [];
  const lists: (readonly [PypiIndex, readonly string[]])[] = [];
  // One after the other: a list is tens of megabytes, and most people have one index.
  for (const index of client.config.indexes) {
    const names = await pythonServerNames(index, { ...options, config: client.config, cache: client.cache });
    lists.push([index, names]);
  }
  const all = new Set(lists.flatMap(([, names]) => names));
  // A server need not say MCP in its name; the well-known ones are asked for by theirs.
  const wanted = namesAbout(topic, new Set([...all, ...known])).slice(
    0,
    Math.min(MOST_ASKED, Math.max(12, options.limit)),
  );
  const limit = pLimit(8);
  let done = 0;
  const candidates = await Promise.all(
    wanted.map((name) =>
      limit(async () => {
        const [index] = lists.find(([, names]) => names.includes(name)) ?? lists[0] ?? [];
        const found =
          index === undefined
            ? null
            : await describe(name, index, client, { signal, patience }).catch(passingAborts(signal));
        options.onProgress?.(++done, wanted.length);
        // What the list names is there, whatever else could not be learnt.
        const listed = all.has(name) ? nothingKnown : null;
        const facts = found ?? listed;
        return facts === null
          ? null
          : { source: "pypi" as const, name, downloads: null, known: known.has(name), ...facts };
      }),
    ),
  );
  return { candidates: candidates.filter((one) => one !== null), notes };
}

type Facts = Pick<Candidate, "version" | "description" | "keywords" | "published">;

const nothingKnown: Facts = { version: null, description: "", keywords: [], published: null };

async function describe(
  name: string,
  index: PypiIndex,
  client: PypiIndexClient,
  options: Pick<SearchOptions, "signal" | "patience">,
): Promise<Facts | null> {
  const api = jsonApiOf(index);
  const answer = api === null ? undefined : await fetchProjectJson(api, { name }, client.config, options);
  const parsed = projectSchema.safeParse(answer);
  if (!parsed.success) return ofPage(name, client);
  const { info, urls } = parsed.data;
  return {
    version: info.version,
    description: info.summary ?? "",
    keywords: (info.keywords ?? "").split(/[,\s]+/).filter((word) => word !== ""),
    published: urls[0]?.upload_time_iso_8601 ?? null,
  };
}

async function ofPage(name: string, client: PypiIndexClient): Promise<Facts | null> {
  const found = await client.project(name);
  if (found === null) return null;
  const files = found.page.files.flatMap((file) => {
    const version = parseFileName(file.name, name)?.version;
    return version === undefined || file.yanked !== null ? [] : [{ version, uploaded: file.uploaded }];
  });
  const sorted = files.sort((a, b) => compareVersions(a.version, b.version));
  const newest = sorted.findLast(({ version }) => !isPrerelease(version)) ?? sorted.at(-1);
  return { ...nothingKnown, version: newest?.version ?? null, published: newest?.uploaded ?? null };
}

/** One project that cannot be asked about costs its description; an abort ends the search. */
function passingAborts(signal: AbortSignal | undefined): (error: unknown) => null {
  return (error) => {
    signal?.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
    return null;
  };
}
