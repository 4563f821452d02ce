import { asksForArguments, dummyValue, namedVariables } from "./dummies.ts";
import type { ServerCommand } from "./execa-transport.ts";
import { type ProbeOptions, type ProbeResult, probeServer } from "./probe.ts";

/** A probe's result and what was made up to get it. */
export interface DummyProbe {
  readonly result: ProbeResult;
  /** Names of environment variables that got a made-up value. */
  readonly dummyEnv: readonly string[];
  readonly dummyArgs: readonly string[];
}

/** More starts than any server has mandatory settings that it asks for one by one. */
const MAX_STARTS = 8;

/**
 * Probes a server; when it ends before it answers and its last words name what it wants (a key in the
 * environment, a folder as argument), starts it again with a made-up one.
 */
export async function probeWithDummies(server: ServerCommand, options: ProbeOptions): Promise<DummyProbe> {
  const dummyEnv: string[] = [];
  const dummyArgs: string[] = [];
  for (let start = 1; ; start += 1) {
    const env = { ...Object.fromEntries(dummyEnv.map((name) => [name, dummyValue(name)])), ...server.env };
    const result = await probeServer({ ...server, env, args: [...server.args, ...dummyArgs] }, options);
    if (result.ok || start === MAX_STARTS || options.signal?.aborted) return { result, dummyEnv, dummyArgs };
    const { stderr } = result.end;
    const missing = namedVariables(stderr, new Set(Object.keys(env)));
    if (missing.length > 0) dummyEnv.push(...missing);
    else if (asksForArguments(stderr) && server.args.length === 0 && dummyArgs.length === 0) {
      dummyArgs.push(server.cwd);
    } else return { result, dummyEnv, dummyArgs };
  }
}
