import pLimit from "p-limit";
import semver from "semver";
import { z } from "zod";
import { UserError } from "../errors.ts";
import type { NpmConfig } from "../registry/npm-config.ts";
import { registryError } from "../registry/registry-errors.ts";
import { type Advisory, type Hit, type PackageVersion, severityOf } from "./advisory.ts";
import type { Answer, AskContext } from "./asker.ts";
import { groupBy } from "./group-by.ts";
import { byFame } from "./merge-hits.ts";

/** Names in one request. npm sends all at once; closures of many servers together are larger than one project's. */
const MOST_NAMES = 1000;

const advisorySchema = z.object({
  id: z.union([z.number(), z.string()]),
  url: z.string().nullish(),
  title: z.string().catch(""),
  severity: z.unknown().optional(),
  vulnerable_versions: z.string(),
  cves: z.array(z.string()).nullish().catch(null),
  cvss: z.object({ score: z.number() }).nullish().catch(null),
});

/** Name → advisories. What is wrong with one entry costs that entry only, and is told. */
const answerSchema = z.record(z.string(), z.array(z.unknown()));

/**
 * npm's bulk advisories, asked at the registry that each package comes from: so no name of a private scope reaches another
 * registry than its own, which is where this differs from `npm audit`.
 *
 * Source: npm's documentation, "npm audit", "Bulk Advisory Endpoint".
 */
export async function askNpm(packages: readonly PackageVersion[], context: AskContext): Promise<Answer> {
  const { config } = await context.fetchers.npm();
  const limit = pLimit(4);
  let done = 0;
  const batches = batchesOf(packages, config);
  const answers = await Promise.all(
    batches.map(({ registry, packages: some }) =>
      limit(async (): Promise<Partial<Answer>> => {
        try {
          return await askRegistry(registry, some, config, context.signal);
        } catch (error) {
          context.signal?.throwIfAborted();
          return { unanswered: some, errors: [explained(error, registry)] };
        } finally {
          done += some.length;
          context.onProgress?.(done, packages.length);
        }
      }),
    ),
  );
  const errors = new Map(
    answers.flatMap((one) => one.errors ?? []).map((one) => [`${one.where} ${one.code}`, one]),
  );
  return {
    hits: answers.flatMap((one) => one.hits ?? []),
    unanswered: answers.flatMap((one) => one.unanswered ?? []),
    requirements: new Map(),
    errors: [...errors.values()],
  };
}

interface Batch {
  readonly registry: string;
  readonly packages: readonly PackageVersion[];
}

function batchesOf(packages: readonly PackageVersion[], config: NpmConfig): Batch[] {
  const byRegistry = groupBy(packages, ({ name }) => config.registryFor(name));
  return [...byRegistry].flatMap(([registry, some]) => {
    const groups = [...groupBy(some, ({ name }) => name).values()];
    const count = Math.ceil(groups.length / MOST_NAMES);
    return Array.from({ length: count }, (_, at) => ({
      registry,
      packages: groups.slice(at * MOST_NAMES, (at + 1) * MOST_NAMES).flat(),
    }));
  });
}

async function askRegistry(
  registry: string,
  packages: readonly PackageVersion[],
  config: NpmConfig,
  signal: AbortSignal | undefined,
): Promise<Partial<Answer>> {
  const { default: fetch } = await import("npm-registry-fetch");
  const groups = groupBy(packages, ({ name }) => name);
  const body = Object.fromEntries(
    [...groups].map(([name, some]) => [name, some.map(({ version }) => version)]),
  );
  const answer = await fetch.json(new URL("-/npm/v1/security/advisories/bulk", registry).href, {
    ...config.flat,
    method: "POST",
    gzip: true,
    body,
    ...(signal === undefined ? {} : { signal }),
  });
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw notAdvisories(registry, parsed.error);
  const hits: Hit[] = [];
  let broken = 0;
  for (const [name, entries] of Object.entries(parsed.data)) {
    const versions = groups.get(name)?.map(({ version }) => version) ?? [];
    for (const entry of entries) {
      const { data } = advisorySchema.safeParse(entry);
      if (data === undefined) broken += 1;
      else hits.push(...hitsOf(name, versions, data));
    }
  }
  return { hits, errors: broken === 0 ? [] : [brokenEntries(registry, broken)] };
}

function hitsOf(name: string, versions: readonly string[], entry: z.infer<typeof advisorySchema>): Hit[] {
  const { vulnerable_versions: affected } = entry;
  const advisory = advisoryOf(name, entry);
  // What no semver can read is kept: the registry said it is about this package.
  const isRange = semver.validRange(affected, { loose: true }) !== null;
  return versions
    .filter(
      (version) => !isRange || semver.satisfies(version, affected, { loose: true, includePrerelease: true }),
    )
    .map((version) => ({ advisory, version }));
}

function advisoryOf(name: string, entry: z.infer<typeof advisorySchema>): Advisory {
  const ghsa = /GHSA(?:-[a-z0-9]{4}){3}/i.exec(entry.url ?? "")?.[0];
  const known = [...(ghsa === undefined ? [] : [ghsa]), ...(entry.cves ?? [])];
  const [id = `npm:${entry.id}`, ...aliases] = byFame([...new Set(known)]);
  return {
    id,
    aliases: aliases.sort(),
    ecosystem: "npm",
    package: name,
    affected: entry.vulnerable_versions,
    fixed: boundsOf(entry.vulnerable_versions),
    severity: severityOf(entry.severity),
    cvss: entry.cvss?.score || null,
    title: entry.title,
    url: entry.url ?? null,
  };
}

/** The versions that a range of affected ones ends right before: `<1.2.6` is fixed in 1.2.6. */
function boundsOf(range: string): string[] {
  if (semver.validRange(range, { loose: true }) === null) return [];
  const comparators = new semver.Range(range, { loose: true }).set.flat();
  const ends = comparators.filter((one) => one.operator === "<").map((one) => one.semver);
  // `^1.2.0` ends before 2.0.0-0, which is no version that anybody publishes.
  return ends
    .filter((one) => one.prerelease.join() !== "0")
    .sort(semver.compare)
    .map(String);
}

const noEndpoint = ["E400", "E404", "E405", "E410", "E501"];

function explained(error: unknown, registry: string): UserError {
  if (error instanceof UserError) return error;
  const { code, name } = Object(error) as Record<string, unknown>;
  if (noEndpoint.includes(String(code))) {
    return new UserError("the registry tells no advisories: it has no bulk advisory endpoint", {
      code: "E_NO_ADVISORIES",
      where: registry,
      hint: "Many mirrors have none. Ask one that has it for this once: npm_config_registry=URL mcp-nixgen audit.",
      cause: error,
    });
  }
  if (
    name === "SyntaxError" ||
    (name === "FetchError" && /invalid json/i.test(String((error as Error).message)))
  )
    return notAdvisories(registry, error);
  const told = registryError(error, "its advisories", registry);
  return told instanceof UserError ? told : notAdvisories(registry, error);
}

function notAdvisories(registry: string, cause: unknown): UserError {
  return new UserError("the registry's answer is none of advisories", {
    code: "E_REGISTRY",
    where: registry,
    hint: "Is something between here and the registry, a login page perhaps?",
    cause,
  });
}

function brokenEntries(registry: string, count: number): UserError {
  return new UserError(`${count} of the registry's advisories cannot be read`, {
    code: "E_REGISTRY",
    where: registry,
    hint: "That is the registry's own trouble; `npm audit` may tell more.",
  });
}
