import { resolve } from "node:path";
import { loadServersFile, type Project } from "../config/load.ts";
import { type Locks, locksPath, readLocks } from "../config/lock.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import { findServer } from "../config/names.ts";
import { type PrefetchEvent, type PrefetchResult, prefetchProject } from "../project/prefetch.ts";
import { recipeOf } from "../project/recipes.ts";
import { staleReason } from "../project/stale.ts";
import type { Task, Tasks } from "../ui/progress.ts";
import { table } from "../ui/table.ts";
import type { CommandResult, Context } from "./command.ts";
import { type Fetching, fetching } from "./fetching.ts";
import { LockSaver } from "./lock-saver.ts";

interface PrefetchServersOptions {
  readonly names: readonly string[];
  readonly refresh: boolean;
  readonly concurrency: number;
  readonly dryRun: boolean;
  /** Index of Python projects, in the place of what is configured. */
  readonly indexUrl: string | undefined;
  /** Another servers.yaml than the one found. */
  readonly file: string | undefined;
}

/** `mcp-nixgen prefetch [SERVER…]`. */
export async function prefetchServers(
  context: Context,
  options: PrefetchServersOptions,
): Promise<CommandResult> {
  const project =
    options.file === undefined
      ? await context.project()
      : await loadServersFile(resolve(context.cwd, options.file), context.cwd);
  const names =
    options.names.length === 0
      ? undefined
      : options.names.map((query) => findServer(project.servers, query).name);
  const locks = await readLocks(locksPath(project.root), context.cwd);
  if (options.dryRun) return dryRun(project, locks, names, options.refresh);
  const result = await prefetchInto(
    context,
    fetching(context, project.root, options.indexUrl ?? project.settings.pythonIndex),
    project,
    locks,
    {
      names,
      refresh: options.refresh,
      concurrency: options.concurrency,
    },
  );
  context.signal.throwIfAborted();
  return {
    json: {
      made: result.made,
      kept: result.kept,
      servers: Object.fromEntries(
        [...result.made, ...result.kept].map((name) => [name, result.locks.get(name)]),
      ),
    },
    text: summary(context, project, result),
    errors: result.errors,
  };
}

function dryRun(
  project: Project,
  locks: Locks,
  names: readonly string[] | undefined,
  refresh: boolean,
): CommandResult {
  const wanted = [...project.servers.values()]
    .filter((server) => names === undefined || names.includes(server.name))
    .flatMap((server) => {
      const reason =
        staleReason(server, locks.get(server.name), project.settings.style) ?? (refresh ? "asked to" : null);
      return reason === null ? [] : [{ server: server.name, source: server.source, reason }];
    });
  const text = wanted.map(({ server, source, reason }) => `would prefetch ${server} (${source}): ${reason}`);
  return { json: { dryRun: true, wanted }, text: text.join("\n") || "nothing to prefetch" };
}

/**
 * Prefetches under a progress display and writes the lock file, also when it was interrupted or a server
 * failed: what was done stays done.
 */
export async function prefetchInto(
  context: Context,
  fetch: Fetching,
  project: Project,
  locks: Locks,
  options: {
    readonly names?: readonly string[] | undefined;
    readonly refresh?: boolean;
    readonly concurrency?: number;
  },
): Promise<PrefetchResult> {
  const tasks = context.ui.tasks();
  const draw = progressOf(tasks);
  const saver = new LockSaver(project);
  let result: PrefetchResult;
  try {
    result = await prefetchProject(project, locks, fetch, {
      ...options,
      signal: context.signal,
      onEvent: (event) => {
        draw(event);
        if (event.type === "done") saver.add(event.server, event.locked);
      },
      defaultRegistry: fetch.defaultRegistry,
    });
  } finally {
    tasks.stop();
  }
  await saver.finish();
  for (const [server, notes] of result.notes) for (const note of notes) context.ui.warn(`${server}: ${note}`);
  return result;
}

/** Draws each server's way through the steps. */
function progressOf(tasks: Tasks): (event: PrefetchEvent) => void {
  const running = new Map<string, Task>();
  return (event) => {
    if (event.type === "start") running.set(event.server, tasks.start(event.server, event.reason));
    const task = running.get(event.server);
    if (task === undefined) return;
    if (event.type === "step") {
      const { text, done, total, unit } = event.step;
      task.update(text, done, total, unit);
    } else if (event.type === "done") {
      task.done(versionText(event.locked));
    } else if (event.type === "fail") task.fail(event.error.message);
  };
}

function versionText(locked: LockedServer): string {
  const count = recipeOf(locked).dependencies(locked);
  return count === null ? locked.version : `${locked.version}, ${count} dependencies`;
}

function summary(context: Context, project: Project, { made, kept, locks }: PrefetchResult): string {
  if (project.servers.size === 0) return "no servers yet; add one: mcp-nixgen add npm:NAME";
  if (made.length === 0) return kept.length === 0 ? "" : `${count(kept.length)} up to date`;
  const rows = made.map((name) => {
    const locked = locks.get(name) as LockedServer;
    const recipe = recipeOf(locked);
    const count = recipe.dependencies(locked);
    return [name, locked.version, count === null ? "" : String(count), recipe.dependenciesHash(locked)];
  });
  const columns = [
    { title: "server" },
    { title: "version" },
    { title: "dependencies", align: "right" as const },
    { title: "hash of dependencies" },
  ];
  const rest = kept.length > 0 ? [`${count(kept.length)} up to date`] : [];
  return [
    table(columns, rows, { header: context.ui.colors.bold }),
    ...rest,
    "Next: mcp-nixgen generate",
  ].join("\n");
}

function count(servers: number): string {
  return servers === 1 ? "1 server is" : `${servers} servers are`;
}
