import pLimit from "p-limit";
import type { LockedServer } from "../config/lock-schema.ts";
import type { UserError } from "../errors.ts";
import { aboutServer, asUserError } from "../project/server-error.ts";
import { type Ecosystem, type Hit, type PackageVersion, packageKey, rankOf } from "./advisory.ts";
import { type Answer, type AskContext, askers } from "./asker.ts";
import { type Closure, shortestWays } from "./closure.ts";
import { groupBy } from "./group-by.ts";
import type { IgnoreList } from "./ignore.ts";
import { mergeHits } from "./merge-hits.ts";
import { withPythonNeeds } from "./python-needs.ts";
import { remedyFor } from "./remedy.ts";
import type { AuditReport, Finding, ServerReport } from "./report.ts";

export interface AuditedServer {
  /** Its name in servers.yaml. */
  readonly name: string;
  readonly locked: LockedServer;
  readonly closure: () => Promise<Closure>;
}

export interface AuditOptions extends Omit<AskContext, "onProgress"> {
  readonly ignore: IgnoreList;
  readonly onEvent?: ((event: AuditEvent) => void) | undefined;
}

/** How far one source is; counts are packages. */
export type AuditEvent = { readonly source: string } & (
  | { readonly type: "start"; readonly total: number }
  | { readonly type: "step"; readonly done: number; readonly total: number }
  | { readonly type: "done"; readonly hits: number; readonly total: number }
  | { readonly type: "fail"; readonly error: UserError }
);

interface Opened {
  readonly server: AuditedServer;
  readonly closure: Closure;
}

/**
 * Asks every registry once about all that is locked, and tells it by server. What fails of one server or one registry is in
 * `errors` and leaves the rest. Throws nothing but an AbortError.
 */
export async function audit(servers: readonly AuditedServer[], options: AuditOptions): Promise<AuditReport> {
  const errors: UserError[] = [];
  const opened = await openAll(servers, errors, options.signal);
  const answers = await askAll(opened, options);
  errors.push(...answers.flatMap((one) => one.errors));
  const hits = mergeHits(answers.flatMap((one) => one.hits));
  const requirements = new Map(answers.flatMap((one) => [...one.requirements]));
  const unanswered = new Set(answers.flatMap((one) => one.unanswered).map(packageKey));
  const published = await publishedVersions(hits, options);
  const reports = opened.map(({ server, closure }) => {
    const known = server.locked.kind === "python" ? withPythonNeeds(closure, requirements) : closure;
    return reportOf(server, known, { hits, published, unanswered, ignore: options.ignore });
  });
  return { servers: reports, errors };
}

async function openAll(
  servers: readonly AuditedServer[],
  errors: UserError[],
  signal: AbortSignal | undefined,
): Promise<Opened[]> {
  const limit = pLimit(4);
  const opened = await Promise.all(
    servers.map((server) =>
      limit(async () => {
        try {
          return [{ server, closure: await server.closure() }];
        } catch (error) {
          signal?.throwIfAborted();
          errors.push(aboutServer(server.name, asUserError(error)));
          return [];
        }
      }),
    ),
  );
  return opened.flat();
}

async function askAll(opened: readonly Opened[], options: AuditOptions): Promise<Answer[]> {
  const nodes = opened.flatMap(({ closure }) =>
    [...closure.nodes.values()].filter((one) => one.fromRegistry),
  );
  const unique = new Map(nodes.map((node) => [packageKey(node), plain(node)]));
  const byEcosystem = groupBy(unique.values(), (one) => one.ecosystem);
  return Promise.all([...byEcosystem].map(([ecosystem, packages]) => askOne(ecosystem, packages, options)));
}

async function askOne(
  ecosystem: Ecosystem,
  packages: readonly PackageVersion[],
  options: AuditOptions,
): Promise<Answer> {
  const { title: source, load } = askers[ecosystem];
  const { onEvent } = options;
  const total = packages.length;
  onEvent?.({ source, type: "start", total });
  try {
    const answer = await (await load())(packages, {
      ...options,
      onProgress: (done, of) => onEvent?.({ source, type: "step", done, total: of }),
    });
    const [error] = answer.errors;
    if (error === undefined) onEvent?.({ source, type: "done", hits: answer.hits.length, total });
    else onEvent?.({ source, type: "fail", error });
    return answer;
  } catch (thrown) {
    options.signal?.throwIfAborted();
    // A configuration that cannot be read: nobody was asked.
    const error = asUserError(thrown);
    onEvent?.({ source, type: "fail", error });
    return { hits: [], unanswered: packages, requirements: new Map(), errors: [error] };
  }
}

/** Which versions there are of the npm packages that were hit, for a way out; a failure only costs the advice. */
async function publishedVersions(
  hits: readonly Hit[],
  { fetchers, signal }: AuditOptions,
): Promise<ReadonlyMap<string, readonly string[] | null>> {
  const names = new Set(
    hits.filter(({ advisory }) => advisory.ecosystem === "npm").map((hit) => hit.advisory.package),
  );
  if (names.size === 0) return new Map();
  const { packuments } = await fetchers.npm();
  return new Map(
    await Promise.all(
      [...names].map(async (name) => {
        const versions = await packuments.get(name).then(
          (packument) => Object.keys(packument.versions),
          () => null,
        );
        signal?.throwIfAborted();
        return [name, versions] as const;
      }),
    ),
  );
}

interface Known {
  readonly hits: readonly Hit[];
  readonly published: ReadonlyMap<string, readonly string[] | null>;
  readonly unanswered: ReadonlySet<string>;
  readonly ignore: IgnoreList;
}

function reportOf({ name, locked }: AuditedServer, closure: Closure, known: Known): ServerReport {
  const ways = shortestWays(closure);
  const hitsOf = groupBy(known.hits, ({ advisory, version }) =>
    packageKey({ ecosystem: advisory.ecosystem, name: advisory.package, version }),
  );
  const findings: Finding[] = [];
  // Of several places of one version, the one with the shortest way speaks for all.
  const nodes = [...closure.nodes].sort(
    ([a], [b]) => (ways.get(a)?.length ?? 1e9) - (ways.get(b)?.length ?? 1e9),
  );
  const asked = new Set<string>();
  for (const [key, node] of nodes) {
    if (!node.fromRegistry) continue;
    const id = packageKey(node);
    if (asked.has(id)) continue;
    asked.add(id);
    for (const { advisory, version } of hitsOf.get(id) ?? []) {
      const remedy = remedyFor(key, advisory, { ...known, server: name, locked, closure });
      const way = ways
        .get(key)
        ?.map((one) => `${closure.nodes.get(one)!.name}@${closure.nodes.get(one)!.version}`);
      findings.push({ advisory, version, way: way ?? null, remedy });
    }
  }
  findings.sort(worstFirst);
  const judged = findings.map((finding) => ({ finding, why: known.ignore.reasonFor(finding.advisory) }));
  return {
    server: name,
    kind: locked.kind,
    package: locked.package,
    version: locked.version,
    asked: asked.size,
    unanswered: [...asked].filter((id) => known.unanswered.has(id)).length,
    findings: judged.flatMap(({ finding, why }) => (why === null ? [finding] : [])),
    ignored: judged.flatMap(({ finding, why }) => (why === null ? [] : [{ ...finding, why }])),
    notes: closure.notes,
  };
}

function worstFirst(a: Finding, b: Finding): number {
  const order = (one: Finding) => `${one.advisory.package} ${one.advisory.id}`;
  return rankOf(b.advisory.severity) - rankOf(a.advisory.severity) || (order(a) < order(b) ? -1 : 1);
}

function plain({ ecosystem, name, version }: PackageVersion): PackageVersion {
  return { ecosystem, name, version };
}
