import pLimit from "p-limit";
import type { ServerSpec, Settings } from "../config/servers-schema.ts";
import type { UserError } from "../errors.ts";
import type { ServerFacts } from "../inspect/facts.ts";
import type { LockJob, Settled } from "../project/locker.ts";
import { asUserError } from "../project/server-error.ts";
import type { Source } from "../sources/source.ts";
import type { Context } from "./command.ts";
import { fetching } from "./fetching.ts";

/** A server to look up. */
export interface Wanted {
  readonly source: Source;
  readonly spec: ServerSpec;
}

/** What became of the servers, in their order; `errors` have those that could not be looked up, by name. */
export interface SettledServers {
  readonly settled: readonly Settled[];
  readonly errors: ReadonlyMap<string, UserError>;
  /** By name, where the code was to be read and could be. */
  readonly facts: ReadonlyMap<string, ServerFacts>;
}

interface Setting {
  /** Whose npm, uv and pip configuration counts as the project's. */
  readonly folder: string;
  readonly settings: Settings;
  /** Of Python projects, in the place of what servers.yaml, uv and pip say. */
  readonly indexUrl?: string | undefined;
  /** Also read each server's code, and tell what it needs; where that fails there is a warning. */
  readonly inspect?: boolean;
}

/** Looks servers up, four at a time, each with its line of progress. One that fails does not stop the others. */
export async function settleServers(
  context: Context,
  { folder, settings, indexUrl, inspect = false }: Setting,
  wanted: readonly Wanted[],
): Promise<SettledServers> {
  const { lockerOf } = await import("../project/lockers.ts");
  const fetchers = fetching(context, folder, indexUrl ?? settings.pythonIndex);
  const limit = pLimit(4);
  // Each analysis has a core and hundreds of megabytes to itself.
  const inspecting = pLimit(2);
  const settled: (Settled | undefined)[] = wanted.map(() => undefined);
  const errors = new Map<string, UserError>();
  const facts = new Map<string, ServerFacts>();
  const tasks = context.ui.tasks();
  try {
    await Promise.all(
      wanted.map(({ source, spec }, index) =>
        limit(async () => {
          context.signal.throwIfAborted();
          const task = tasks.start(spec.name, "asking the registry");
          try {
            const job: LockJob = {
              fetchers,
              style: settings.style,
              signal: context.signal,
              onStep: ({ text, done, total, unit }) => task.update(text, done, total, unit),
            };
            const one = await (await lockerOf(source)).settle(source, spec, job);
            settled[index] = one;
            const read = inspect ? await inspecting(() => factsOrWhy(source, one, job)) : null;
            const found =
              one.dependencies === null ? one.version : `${one.version}, ${one.dependencies} dependencies`;
            task.done(read === null ? found : `${found}; ${read.took}`);
            if (read?.facts !== undefined) facts.set(spec.name, read.facts);
            else if (read !== null)
              context.ui.warn(`${spec.name}: its code could not be read: ${read.reason}`);
          } catch (error) {
            context.signal.throwIfAborted();
            const told = asUserError(error);
            task.fail(told.message);
            errors.set(spec.name, told);
          }
        }),
      ),
    );
  } finally {
    tasks.stop();
  }
  return { settled: settled.filter((one) => one !== undefined), errors, facts };
}

/** A server can be added without what its code says: why that is not known is for a warning. */
async function factsOrWhy(
  source: Source,
  { server, version }: Settled,
  { fetchers, signal, onStep }: LockJob,
): Promise<{ took: string; facts: ServerFacts } | { took: string; facts?: undefined; reason: string }> {
  const begun = performance.now();
  const { inspectServer } = await import("../project/inspect-server.ts");
  onStep?.({ text: "reading its code" });
  try {
    const { bin, language } = server;
    const facts = await inspectServer(source, { fetchers, signal, onStep, version, bin, language });
    return { took: `code read in ${((performance.now() - begun) / 1000).toFixed(1)} s`, facts };
  } catch (error) {
    signal?.throwIfAborted();
    return { took: "code not read", reason: asUserError(error).message };
  }
}
