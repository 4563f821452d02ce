import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import pLimit from "p-limit";
import { z } from "zod";
import type { ContentCache } from "../cache/content-cache.ts";
import { download } from "../cache/download.ts";
import { messageOf, UserError } from "../errors.ts";
import { compareVersions } from "../sources/go/version.ts";
import { type Hit, type PackageVersion, severityOf } from "./advisory.ts";
import type { Answer, AskContext } from "./asker.ts";
import { byFame } from "./merge-hits.ts";

/** Where govulncheck looks when nobody says otherwise. */
const DATABASE = "https://vuln.go.dev";

const MOST_BYTES = 64 * 1024 * 1024;

const modulesSchema = z.array(
  z.object({
    path: z.string(),
    vulns: z.array(z.object({ id: z.string().regex(/^[\w.-]+$/), fixed: z.string().optional() })),
  }),
);

/** OSV's form, as far as it is read here. Source: OSV schema, ossf.github.io/osv-schema. */
const osvSchema = z.object({
  id: z.string(),
  summary: z.string().optional(),
  details: z.string().optional(),
  aliases: z.array(z.string()).default([]),
  withdrawn: z.string().optional(),
  affected: z.array(
    z.object({
      package: z.object({ name: z.string() }),
      ranges: z
        .array(
          z.object({
            type: z.string(),
            events: z.array(z.object({ introduced: z.string().optional(), fixed: z.string().optional() })),
          }),
        )
        .default([]),
    }),
  ),
  database_specific: z
    .looseObject({ url: z.string().optional(), severity: z.string().optional() })
    .optional(),
  references: z.array(z.object({ url: z.string() })).default([]),
});
type Osv = z.infer<typeof osvSchema>;

/**
 * The Go vulnerability database: its list of modules, then the entry of every weakness that may concern a version.
 * GOVULNDB names another database than govulncheck's own; http, https and file addresses. Whether a program reaches the
 * weak function, only govulncheck could tell.
 *
 * Source: Go documentation, "Go Vulnerability Database", API.
 */
export async function askGo(packages: readonly PackageVersion[], context: AskContext): Promise<Answer> {
  const database = databaseOf(context, await context.fetchers.cache());
  const modules = await attempt(context, () => database.read("index/modules.json", modulesSchema));
  if (modules instanceof UserError)
    return { hits: [], unanswered: packages, requirements: new Map(), errors: [modules] };
  const known = new Map(modules.map((one) => [one.path, one.vulns]));
  const open = packages.flatMap((one) =>
    (known.get(one.name) ?? [])
      .filter(({ fixed }) => fixed === undefined || compareVersions(`v${one.version}`, `v${fixed}`) < 0)
      .map(({ id }) => ({ one, id })),
  );
  const ids = [...new Set(open.map(({ id }) => id))];
  const limit = pLimit(8);
  let done = 0;
  const entries = await Promise.all(
    ids.map((id) =>
      limit(async () => {
        const entry = await attempt(context, () => database.read(`ID/${id}.json`, osvSchema));
        context.onProgress?.(++done, ids.length);
        return [id, entry] as const;
      }),
    ),
  );
  const entryOf = new Map(entries);
  const errors = entries.flatMap(([, entry]) => (entry instanceof UserError ? [entry] : []));
  const hits = open.flatMap(({ one, id }) => {
    const entry = entryOf.get(id);
    return entry === undefined || entry instanceof UserError ? [] : hitsOf(one, entry);
  });
  const unanswered = open.filter(({ id }) => entryOf.get(id) instanceof UserError).map(({ one }) => one);
  return { hits, unanswered: [...new Set(unanswered)], requirements: new Map(), errors: errors.slice(0, 1) };
}

/** What it gives, or the error to tell; an abort is thrown. */
async function attempt<Value>(
  { signal }: AskContext,
  read: () => Promise<Value>,
): Promise<Value | UserError> {
  try {
    return await read();
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof UserError))
      return new UserError(`unexpected: ${messageOf(error)}`, { code: "E_UNEXPECTED", cause: error });
    return new UserError(`Go's vulnerability database: ${error.message}`, {
      code: error.code,
      where: error.where,
      hint: "GOVULNDB names another one, which may be a copy: an http or a file address.",
      cause: error,
    });
  }
}

function hitsOf({ name, version }: PackageVersion, osv: Osv): Hit[] {
  if (osv.withdrawn !== undefined) return [];
  const spans = osv.affected
    .filter((one) => one.package.name === name)
    .flatMap(({ ranges }) =>
      ranges.filter(({ type }) => type === "SEMVER").flatMap(({ events }) => spansOf(events)),
    );
  if (!spans.some((span) => isWithin(version, span))) return [];
  const [id = osv.id, ...aliases] = byFame([...new Set([osv.id, ...osv.aliases])]);
  const fixed = spans.flatMap((span) => (span.fixed === null ? [] : [span.fixed]));
  return [
    {
      version,
      advisory: {
        id,
        aliases: aliases.sort(),
        ecosystem: "go",
        package: name,
        affected: spans.map(spanText).join(" || "),
        fixed: fixed
          .filter((one) => compareVersions(`v${one}`, `v${version}`) > 0)
          .sort((a, b) => compareVersions(`v${a}`, `v${b}`)),
        severity: severityOf(osv.database_specific?.severity),
        cvss: null,
        title: (osv.summary ?? osv.details ?? "").replace(/\s+/g, " ").slice(0, 200),
        url: osv.database_specific?.url ?? osv.references[0]?.url ?? null,
      },
    },
  ];
}

/** From one version on (0: the first) to right before another (null: open). */
interface Span {
  readonly introduced: string;
  readonly fixed: string | null;
}

/** OSV's events, in the order of versions, as spans. */
export function spansOf(events: Osv["affected"][number]["ranges"][number]["events"]): Span[] {
  const at = ({ introduced, fixed }: (typeof events)[number]) => introduced ?? fixed ?? "0";
  const sorted = events.toSorted((a, b) => compareVersions(asGo(at(a)), asGo(at(b))));
  const spans: Span[] = [];
  let from: string | null = null;
  for (const { introduced, fixed } of sorted) {
    if (introduced !== undefined) from ??= introduced;
    else if (fixed !== undefined && from !== null) {
      spans.push({ introduced: from, fixed });
      from = null;
    }
  }
  return from === null ? spans : [...spans, { introduced: from, fixed: null }];
}

export function isWithin(version: string, { introduced, fixed }: Span): boolean {
  const from = introduced === "0" || compareVersions(`v${version}`, asGo(introduced)) >= 0;
  return from && (fixed === null || compareVersions(`v${version}`, asGo(fixed)) < 0);
}

/** OSV's `0` is no version of Go's, and comes before all that are. */
function asGo(version: string): string {
  return version === "0" ? "" : `v${version}`;
}

function spanText({ introduced, fixed }: Span): string {
  const parts = [introduced === "0" ? "" : `>=${introduced}`, fixed === null ? "" : `<${fixed}`];
  return parts.filter((part) => part !== "").join(" ") || "*";
}

interface Database {
  read<Value>(path: string, schema: z.ZodType<Value>): Promise<Value>;
}

function databaseOf({ env, signal, patience }: AskContext, cache: ContentCache): Database {
  const base = (env.GOVULNDB || DATABASE).replace(/\/+$/, "");
  return {
    async read(path, schema) {
      const url = `${base}/${path}`;
      const text = url.startsWith("file:")
        ? await fileAt(url)
        : // Kept by its ETag: the list is of some hundred kilobytes, and seldom another one.
          await download({ url, cache, signal, maxBytes: MOST_BYTES, retries: 2, ...patience }).then((one) =>
            readFile(one.path, "utf8"),
          );
      try {
        return schema.parse(JSON.parse(text));
      } catch (cause) {
        throw new UserError("the answer is none of a database of Go's form", {
          code: "E_REGISTRY",
          where: url,
          cause,
        });
      }
    },
  };
}

function fileAt(url: string): Promise<string> {
  return readFile(fileURLToPath(url), "utf8").catch((cause) => {
    throw new UserError("the folder has no such file", { code: "E_NOT_FOUND", where: url, cause });
  });
}
