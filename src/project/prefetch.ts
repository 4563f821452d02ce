import pLimit from "p-limit";
import { packageFolder } from "../config/generated-package.ts";
import type { Project } from "../config/load.ts";
import type { Locks } from "../config/lock.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import type { ServerSpec } from "../config/servers-schema.ts";
import { ManyErrors, type UserError } from "../errors.ts";
import type { Fetchers, Step } from "./locker.ts";
import type { PackagePlaces } from "./recipe.ts";
import { recipeOf } from "./recipes.ts";
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
  | { readonly type: "step"; readonly step: Step }
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
 */
export async function prefetchProject(
  project: Project,
  locks: Locks,
  fetchers: Fetchers,
  options: PrefetchOptions & { readonly defaultRegistry: PackagePlaces["defaultRegistry"] },
): Promise<PrefetchResult> {
  const limit = pLimit(options.concurrency ?? 4);
  const wanted = new Set(options.names ?? project.servers.keys());
  const results = await Promise.all(
    [...project.servers.values()].map((server) =>
      wanted.has(server.name)
        ? limit(() => prefetchServer(project, server, locks.get(server.name), fetchers, options))
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
  fetchers: Fetchers,
  options: Parameters<typeof prefetchProject>[3],
): Promise<ServerResult> {
  const { signal, onEvent } = options;
  if (signal?.aborted) return { server, state: "aborted" };
  try {
    const reason = await reasonToWork(project, server, locked, fetchers, options);
    if (reason === null) return { server, state: "kept" };
    onEvent?.({ server: server.name, type: "start", reason });
    const result = await lockServer(project, server, locked, fetchers, options);
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
  fetchers: Fetchers,
  { refresh, defaultRegistry }: Parameters<typeof prefetchProject>[3],
): Promise<string | null> {
  const stale = staleReason(server, locked, project.settings.style);
  if (stale !== null || locked === undefined) return stale;
  if (refresh === true) return "asked to";
  const folder = packageFolder(project, server.name);
  return recipeOf(locked).missing(locked, { cache: await fetchers.cache(), defaultRegistry, folder });
}

async function lockServer(
  { settings }: Project,
  server: ServerSpec,
  locked: LockedServer | undefined,
  fetchers: Fetchers,
  { signal, onEvent, refresh }: PrefetchOptions,
): Promise<{ locked: LockedServer; notes: readonly string[] }> {
  const [{ parseSource }, { lockerOf }] = await Promise.all([
    import("../sources/source.ts"),
    import("./lockers.ts"),
  ]);
  const source = parseSource(server.source);
  const locker = await lockerOf(source);
  return locker.lock(source, server, {
    fetchers,
    style: settings.style,
    previous: refresh === true ? undefined : locked,
    signal,
    onStep: (step) => onEvent?.({ server: server.name, type: "step", step }),
  });
}
