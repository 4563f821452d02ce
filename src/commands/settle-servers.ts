import pLimit from "p-limit";
import type { ServerSpec, Settings } from "../config/servers-schema.ts";
import type { UserError } from "../errors.ts";
import type { Settled } from "../project/locker.ts";
import { asUserError } from "../project/server-error.ts";
import type { Source } from "../sources/source.ts";
import type { Context } from "./command.ts";
import { fetching } from "./fetching.ts";

/** A server to look up. */
interface Wanted {
  readonly source: Source;
  readonly spec: ServerSpec;
}

/** What became of the servers, in their order; `errors` have those that could not be looked up, by name. */
export interface SettledServers {
  readonly settled: readonly Settled[];
  readonly errors: ReadonlyMap<string, UserError>;
}

/**
 * Looks servers up, four at a time, each with its line of progress. One that fails does not stop the others.
 *
 * @param folder whose npm, uv and pip configuration counts as the project's
 * @param indexUrl of Python projects, in the place of what servers.yaml, uv and pip say
 */
export async function settleServers(
  context: Context,
  { folder, settings, indexUrl }: { folder: string; settings: Settings; indexUrl?: string | undefined },
  wanted: readonly Wanted[],
): Promise<SettledServers> {
  const { lockerOf } = await import("../project/lockers.ts");
  const fetchers = fetching(context, folder, indexUrl ?? settings.pythonIndex);
  const limit = pLimit(4);
  const settled: (Settled | undefined)[] = wanted.map(() => undefined);
  const errors = new Map<string, UserError>();
  const tasks = context.ui.tasks();
  try {
    await Promise.all(
      wanted.map(({ source, spec }, index) =>
        limit(async () => {
          context.signal.throwIfAborted();
          const task = tasks.start(spec.name, "asking the registry");
          try {
            const one = await (await lockerOf(source)).settle(source, spec, {
              fetchers,
              style: settings.style,
              signal: context.signal,
              onStep: ({ text, done, total, unit }) => task.update(text, done, total, unit),
            });
            settled[index] = one;
            task.done(
              one.dependencies === null ? one.version : `${one.version}, ${one.dependencies} dependencies`,
            );
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
  return { settled: settled.filter((one) => one !== undefined), errors };
}
