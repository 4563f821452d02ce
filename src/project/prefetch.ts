import { isDeepStrictEqual } from "node:util";
import pLimit from "p-limit";
import { packageFolder } from "../config/generated-package.ts";
import type { Project } from "../config/load.ts";
import type { Locks } from "../config/lock.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import type { ServerSpec } from "../config/servers-schema.ts";
import { ManyErrors, UserError } from "../errors.ts";
import type { NpmDepsEvent } from "../prefetch/npm-deps/npm-deps.ts";
import type { NpmRegistry } from "../sources/npm/npm-registry.ts";
import type { ResolvedNpm, ResolveEvent } from "../sources/npm/resolve.ts";
import type { Source } from "../sources/source.ts";
import { lockedFiles } from "./locked-files.ts";
import { aboutServer, asUserError } from "./server-error.ts";
import { staleReason } from "./stale.ts";

interface PrefetchOptions {
  /** Servers to look at; all without it. */
  readonly names?: readonly string[] | undefined;
  /** Resolve anew what is locked, to the newest version its source allows. */
  readonly refresh?: boolean | undefined;
  /** Servers at a time. Each has its own downloads at a time besides. */
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: PrefetchEvent) => void) | undefined;
}

/** What happens to one server, for a progress display. */
export type PrefetchEvent = { readonly server: string } & (
  | { readonly type: "start"; readonly reason: string }
  | { readonly type: "resolve"; readonly event: ResolveEvent }
  | { readonly type: "deps"; readonly event: NpmDepsEvent }
  | { readonly type: "done"; readonly locked: LockedServer; readonly notes: readonly string[] }
  | { readonly type: "fail"; readonly error: UserError }
);

export interface PrefetchResult {
  /** All locks: the old ones (also of servers gone from servers.yaml; `generate` cleans up), and what is new. */
  readonly locks: Map<string, LockedServer>;
  /** Servers that were resolved or hashed in this run. */
  readonly made: readonly string[];
  /** Servers that needed nothing. */
  readonly kept: readonly string[];
  readonly notes: ReadonlyMap<string, readonly string[]>;
  /** One failure does not stop the others; their locks are as they were. */
  readonly errors: readonly UserError[];
  /** Why it ended before its end: the signal fired. */
  readonly aborted: boolean;
}

/**
 * Brings the locks of a project up to date with its servers.yaml: each server that is not locked, or was
 * asked for in another way since, is resolved and hashed. A locked version stays until its source changes
 * or `refresh` asks.
 *
 * @param registry made only when something has to be fetched
 */
export async function prefetchProject(
  project: Project,
  locks: Locks,
  registry: () => Promise<NpmRegistry>,
  options: PrefetchOptions & { readonly places: Omit<Parameters<typeof lockedFiles>[1], "folder"> },
): Promise<PrefetchResult> {
  const limit = pLimit(options.concurrency ?? 4);
  const wanted = new Set(options.names ?? project.servers.keys());
  const results = await Promise.all(
    [...project.servers.values()].map((server) =>
      wanted.has(server.name)
        ? limit(() => prefetchServer(project, server, locks.get(server.name), registry, options))
        : ({ server, state: "other" } as const),
    ),
  );
  const next = new Map(locks);
  const errors: UserError[] = [];
  const notes = new Map<string, readonly string[]>();
  for (const result of results) {
    if (result.state === "failed") errors.push(...result.errors);
    if (result.state !== "made") continue;
    next.set(result.server.name, result.locked);
    if (result.notes.length > 0) notes.set(result.server.name, result.notes);
  }
  const named = (state: string) =>
    results.filter((result) => result.state === state).map((result) => result.server.name);
  return {
    locks: next,
    made: named("made"),
    kept: named("kept"),
    notes,
    errors,
    aborted: options.signal?.aborted === true,
  };
}

type ServerResult = { readonly server: ServerSpec } & (
  | { readonly state: "kept" | "aborted" | "other" }
  | { readonly state: "made"; readonly locked: LockedServer; readonly notes: readonly string[] }
  | { readonly state: "failed"; readonly errors: readonly UserError[] }
);

async function prefetchServer(
  project: Project,
  server: ServerSpec,
  locked: LockedServer | undefined,
  registry: () => Promise<NpmRegistry>,
  options: Parameters<typeof prefetchProject>[3],
): Promise<ServerResult> {
  const { signal, onEvent } = options;
  if (signal?.aborted) return { server, state: "aborted" };
  try {
    const reason = await reasonToWork(project, server, locked, options);
    if (reason === null) return { server, state: "kept" };
    onEvent?.({ server: server.name, type: "start", reason });
    const result = await lockServer(project, server, locked, await registry(), options);
    onEvent?.({ server: server.name, type: "done", ...result });
    return { server, state: "made", ...result };
  } catch (error) {
    if (signal?.aborted) return { server, state: "aborted" };
    const errors = (error instanceof ManyErrors ? error.errors : [asUserError(error)]).map((one) =>
      aboutServer(server.name, one),
    );
    for (const one of errors) onEvent?.({ server: server.name, type: "fail", error: one });
    return { server, state: "failed", errors };
  }
}

async function reasonToWork(
  project: Project,
  server: ServerSpec,
  locked: LockedServer | undefined,
  { refresh, places }: Parameters<typeof prefetchProject>[3],
): Promise<string | null> {
  const stale = staleReason(server, locked, project.settings.style);
  if (stale !== null || locked === undefined) return stale;
  if (refresh === true) return "asked to";
  const folder = packageFolder(project, server.name);
  const files = await lockedFiles(locked, { ...places, folder });
  return files === null ? "its lockfile is in neither the cache nor the generated package" : null;
}

/** A published version never changes; one that did is not what the lock's reader trusted. */
function refuseReplaced(server: ServerSpec, locked: LockedServer, resolved: ResolvedNpm): void {
  if (locked.src.hash === resolved.tarball.integrity) return;
  throw new UserError(
    `the registry now has other bytes as ${resolved.package}@${resolved.version} than were locked: ${resolved.tarball.integrity}, not ${locked.src.hash}`,
    {
      code: "E_INTEGRITY",
      where: server.name,
      hint: "Find out why before you go on; `mcp-nixgen prefetch --refresh` takes what is there now.",
    },
  );
}

async function lockServer(
  { settings }: Project,
  server: ServerSpec,
  locked: LockedServer | undefined,
  registry: NpmRegistry,
  options: PrefetchOptions,
): Promise<{ locked: LockedServer; notes: readonly string[] }> {
  const { signal, onEvent } = options;
  // Here, since a run that finds everything locked has no use for npm's libraries.
  const [{ resolveNpm }, { parseSource }, { lockNpm }] = await Promise.all([
    import("../sources/npm/resolve.ts"),
    import("../sources/source.ts"),
    import("./lock-npm.ts"),
  ]);
  const pinned = locked?.spec === server.source && options.refresh !== true ? locked.version : undefined;
  const resolved = await resolveNpm(pinnedTo(pinned, parseSource(server.source)), server, registry, {
    signal,
    onEvent: (event) => onEvent?.({ server: server.name, type: "resolve", event }),
  });
  if (pinned !== undefined && locked !== undefined) refuseReplaced(server, locked, resolved);
  const made = await lockNpm(resolved, server, registry, {
    style: settings.style,
    signal,
    onEvent: (event) => onEvent?.({ server: server.name, type: "deps", event }),
  });
  const restored = options.refresh !== true && staleReason(server, locked, settings.style) === null;
  if (!restored || locked === undefined || isDeepStrictEqual(made.locked.lockfile, locked.lockfile))
    return made;
  return { ...made, notes: [...made.notes, otherDependencies] };
}

/** The lock file keeps the lockfile's digest, not its text: without the text there is no way back. */
const otherDependencies =
  "its lockfile was in neither the cache nor the generated package, and its dependencies have other versions now: the lock changed. Commit the generated packages to keep them.";

function pinnedTo(version: string | undefined, source: Source): Source {
  return version === undefined ? source : { ...source, wanted: version, wantedType: "version" };
}
