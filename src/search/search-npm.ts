import { z } from "zod";
import { messageOf, UserError } from "../errors.ts";
import { registryError } from "../registry/registry-errors.ts";
import type { NpmRegistry } from "../sources/npm/npm-registry.ts";
import type { Candidate, SearchAnswer } from "./candidate.ts";
import { knownServers } from "./known-servers.ts";
import { npmByName } from "./npm-by-name.ts";
import { wordsOf } from "./words.ts";

const objectSchema = z.object({
  package: z.object({
    name: z.string().min(1),
    version: z.string().nullish().catch(null),
    description: z.string().nullish().catch(null),
    keywords: z.array(z.string()).nullish().catch(null),
    date: z.string().nullish().catch(null),
  }),
  downloads: z.object({ weekly: z.number() }).nullish().catch(null),
  updated: z.string().nullish().catch(null),
});

const answerSchema = z.object({ objects: z.array(z.unknown()) });

/** Answers of a registry that has no search. */
const noEndpoint = ["E400", "E404", "E405", "E410", "E501"];

/** npm's registry gives no more at once. */
const MOST = 250;

interface SearchOptions {
  /** Candidates wanted. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The registry's own text search; where it has none, well-known servers and likely names, looked up one by one.
 *
 * Source: npm's documentation of the registry's API, "GET /-/v1/search".
 * @throws UserError of `registryError`
 */
export async function searchNpm(
  query: string,
  registry: NpmRegistry,
  options: SearchOptions,
): Promise<SearchAnswer> {
  const { config } = registry;
  const { default: fetch } = await import("npm-registry-fetch");
  const url = new URL("-/v1/search", config.registry);
  // It is a search among millions of packages of all kinds.
  url.searchParams.set("text", wordsOf(query).includes("mcp") ? query : `${query} mcp`);
  url.searchParams.set("size", String(Math.min(MOST, Math.max(40, options.limit * 4))));
  try {
    const answer = await fetch.json(url.href, {
      ...config.flat,
      // npm would give an answer of long ago where there is none now.
      cache: null,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    return { candidates: await candidatesOf(answer, config.registry), notes: [] };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!noEndpoint.includes(String(Object(error).code))) throw explained(error, config.registry);
    const candidates = await npmByName(query, registry, options);
    return {
      candidates,
      notes: [
        "npm: the configured registry has no search; only well-known servers and likely names were looked up",
      ],
    };
  }
}

async function candidatesOf(answer: unknown, where: string): Promise<Candidate[]> {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw notAnAnswer(where, parsed.error);
  const known = await knownServers("npm");
  return parsed.data.objects.flatMap((entry) => {
    const { data } = objectSchema.safeParse(entry);
    if (data === undefined) return [];
    const { package: found, downloads, updated } = data;
    return [
      {
        source: "npm" as const,
        name: found.name,
        version: found.version ?? null,
        description: found.description ?? "",
        keywords: found.keywords ?? [],
        published: found.date ?? updated ?? null,
        downloads: downloads?.weekly ?? null,
        known: known.has(found.name),
      },
    ];
  });
}

function explained(error: unknown, where: string): Error {
  if (error instanceof UserError) return error;
  const { name, type } = Object(error) as Record<string, unknown>;
  if (name === "SyntaxError" || type === "invalid-json" || /invalid json/i.test(messageOf(error)))
    return notAnAnswer(where, error);
  return registryError(error, "its search", where);
}

function notAnAnswer(where: string, cause: unknown): UserError {
  return new UserError("the registry's answer is none of a search", {
    code: "E_REGISTRY",
    where,
    hint: "Is something between here and the registry, a login page perhaps?",
    cause,
  });
}
