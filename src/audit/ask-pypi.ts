import pLimit from "p-limit";
import { z } from "zod";
import { messageOf, UserError } from "../errors.ts";
import { compareVersions } from "../python/versions.ts";
import type { PypiIndexClient } from "../sources/pypi/index-client.ts";
import { fetchProjectJson, jsonApiOf } from "../sources/pypi/project-json.ts";
import { type Hit, type PackageVersion, packageKey } from "./advisory.ts";
import type { Answer, AskContext } from "./asker.ts";
import { byFame } from "./merge-hits.ts";

const vulnerabilitySchema = z.object({
  id: z.string(),
  aliases: z.array(z.string()).nullish().catch(null),
  summary: z.string().nullish().catch(null),
  details: z.string().nullish().catch(null),
  fixed_in: z.array(z.string()).nullish().catch(null),
  link: z.string().nullish().catch(null),
  withdrawn: z.string().nullish().catch(null),
});

const releaseSchema = z.object({
  info: z.object({ requires_dist: z.array(z.string()).nullish().catch(null) }),
  vulnerabilities: z.array(vulnerabilitySchema),
});

/** An index that answered so often that it has no JSON is asked no more: mirrors have it for all projects or for none. */
const ENOUGH = 8;

/**
 * What PyPI's JSON says of each release. It states no severity, and neither whole ranges: only that this version is
 * affected.
 *
 * Source: PyPI documentation, "JSON API", "Known vulnerabilities".
 */
export async function askPypi(packages: readonly PackageVersion[], context: AskContext): Promise<Answer> {
  const client = await context.fetchers.pypi();
  const limit = pLimit(12);
  const indexes = new IndexesWithout();
  let done = 0;
  const answers = await Promise.all(
    packages.map((one) =>
      limit(async (): Promise<Partial<Answer>> => {
        try {
          return (await askRelease(one, client, indexes, context)) ?? { unanswered: [one] };
        } catch (error) {
          context.signal?.throwIfAborted();
          return { unanswered: [one], errors: [asIndexError(error, one)] };
        } finally {
          context.onProgress?.(++done, packages.length);
        }
      }),
    ),
  );
  const errors = answers.flatMap((one) => one.errors ?? []);
  return {
    hits: answers.flatMap((one) => one.hits ?? []),
    unanswered: answers.flatMap((one) => one.unanswered ?? []),
    requirements: new Map(answers.flatMap((one) => [...(one.requirements ?? [])])),
    errors: [...oneOfEachCode(errors), ...indexes.errors()],
  };
}

async function askRelease(
  one: PackageVersion,
  client: PypiIndexClient,
  without: IndexesWithout,
  { signal, patience = { retries: 2 } }: AskContext,
): Promise<Partial<Answer> | undefined> {
  const { indexes } = client.config;
  // With several, the one that has the project is to be asked: a name of a private index is nothing to the public one.
  const index = indexes.length === 1 ? indexes[0]! : (await client.project(one.name))?.index;
  if (index === undefined) return undefined;
  const api = jsonApiOf(index);
  if (api === null) without.add(index.url, ENOUGH);
  if (api === null || without.has(index.url)) return undefined;
  const answer = await fetchProjectJson(api, one, client.config, { signal, patience });
  if (answer === undefined) {
    without.add(index.url, 1);
    return undefined;
  }
  const parsed = releaseSchema.safeParse(answer);
  if (!parsed.success) {
    throw new UserError("the index's JSON of a release tells no advisories", {
      code: "E_NO_ADVISORIES",
      where: index.url,
      hint: "PyPI's own has a list `vulnerabilities`. Ask it for this once: --index-url URL.",
      cause: parsed.error,
    });
  }
  without.found(index.url);
  const { info, vulnerabilities } = parsed.data;
  return {
    hits: vulnerabilities.filter(({ withdrawn }) => !withdrawn).map((entry) => hitOf(one, entry)),
    requirements: new Map([[packageKey(one), info.requires_dist ?? []]]),
  };
}

function hitOf({ name, version }: PackageVersion, entry: z.infer<typeof vulnerabilitySchema>): Hit {
  const [id = entry.id, ...aliases] = byFame([...new Set([entry.id, ...(entry.aliases ?? [])])]);
  const fixed = (entry.fixed_in ?? []).toSorted(compareVersions);
  return {
    version,
    advisory: {
      id,
      aliases: aliases.sort(),
      ecosystem: "pypi",
      package: name,
      affected: null,
      // Of several lines of releases, the older ones' fixes are no way forward.
      fixed: fixed.filter((one) => compareVersions(one, version) > 0),
      severity: "unknown",
      cvss: null,
      title: entry.summary?.trim() || firstSentence(entry.details ?? ""),
      url: entry.link ?? null,
    },
  };
}

/** Most of PyPI's have no summary, and details of many paragraphs. */
function firstSentence(details: string): string {
  const plain = details
    .replace(/^#+ .*$/gm, " ")
    .replace(/[`*_]/g, "")
    .replace(/\s+/g, " ")
    .trim();
  return (/^.{20,}?[.!?](?= |$)/.exec(plain)?.[0] ?? plain).slice(0, 200);
}

/** Indexes that seem to have no JSON API, by their addresses. */
class IndexesWithout {
  readonly #missing = new Map<string, number>();
  readonly #found = new Set<string>();

  add(index: string, times: number): void {
    this.#missing.set(index, (this.#missing.get(index) ?? 0) + times);
  }

  found(index: string): void {
    this.#found.add(index);
  }

  has(index: string): boolean {
    return !this.#found.has(index) && (this.#missing.get(index) ?? 0) >= ENOUGH;
  }

  /** One error for each index that told nothing at all. */
  errors(): UserError[] {
    const silent = [...this.#missing.keys()].filter((index) => !this.#found.has(index));
    return silent.map(
      (index) =>
        new UserError("the index tells no advisories: it has no JSON API like PyPI's", {
          code: "E_NO_ADVISORIES",
          where: index,
          hint: "Many mirrors have none. Ask one that has it for this once: --index-url URL.",
        }),
    );
  }
}

function asIndexError(error: unknown, { name }: PackageVersion): UserError {
  if (error instanceof UserError) return error;
  return new UserError(`unexpected: ${messageOf(error)}`, {
    code: "E_UNEXPECTED",
    where: name,
    cause: error,
  });
}

/** An index that is down fails for every package alike. */
function oneOfEachCode(errors: readonly UserError[]): UserError[] {
  return [
    ...errors
      .reduce(
        (seen, one) => (seen.has(one.code) ? seen : seen.set(one.code, one)),
        new Map<string, UserError>(),
      )
      .values(),
  ];
}
