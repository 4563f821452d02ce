import { argumentsAskedFor, dummyValue, namedVariables, secretsIn, valueLikeExample } from "./dummies.ts";
import type { ServerCommand } from "./execa-transport.ts";
import { type ProbeOptions, type ProbeResult, probeServer } from "./probe.ts";

/** A probe's result and what was made up to get it. */
export interface DummyProbe {
  readonly result: ProbeResult;
  /** Names of environment variables that got a made-up value. */
  readonly dummyEnv: readonly string[];
  readonly dummyArgs: readonly string[];
}

export interface DummyProbeOptions extends ProbeOptions {
  /** Environment variables the server's code reads, for servers that do not name the one they miss. */
  readonly namesInCode?: (() => Promise<readonly string[]>) | undefined;
  /** How it is started and asked. Default: `probeServer`. */
  readonly probe?: ((server: ServerCommand) => Promise<ProbeResult>) | undefined;
}

/** More starts than any server has mandatory settings that it asks for one by one. */
const MAX_STARTS = 8;

/**
 * Probes a server; when it ends before it answers, starts it again with made-up values for what its last
 * words ask for (a key in the environment, a folder as argument), or, where they name nothing, for the
 * keys its code reads.
 */
export async function probeWithDummies(
  server: ServerCommand,
  options: DummyProbeOptions,
): Promise<DummyProbe> {
  const dummies = new Map<string, string>();
  const dummyArgs: string[] = [];
  const probe = options.probe ?? ((command: ServerCommand) => probeServer(command, options));
  for (let start = 1; ; start += 1) {
    const env = { ...Object.fromEntries(dummies), ...server.env };
    const result = await probe({ ...server, env, args: [...server.args, ...dummyArgs] });
    const done = { result, dummyEnv: [...dummies.keys()], dummyArgs };
    if (result.ok || start === MAX_STARTS || options.signal?.aborted) return done;
    const changed = await makeUp(
      server,
      env,
      `${result.end.stderr}\n${result.end.stdout}`,
      dummies,
      dummyArgs,
      options,
    );
    if (!changed) return done;
  }
}

/** Makes up one thing more; false when there is nothing left to try. */
async function makeUp(
  server: ServerCommand,
  env: Readonly<Record<string, string>>,
  words: string,
  dummies: Map<string, string>,
  dummyArgs: string[],
  { namesInCode }: DummyProbeOptions,
): Promise<boolean> {
  const known = new Set(Object.keys(env));
  const named = namedVariables(words, known);
  for (const name of named) dummies.set(name, dummyValue(name));
  if (named.length > 0) return true;
  // A value it has been given and still complains about: perhaps it shows what one looks like.
  for (const [name, value] of dummies) {
    const better = valueLikeExample(words, name);
    if (better === null || better === value) continue;
    dummies.set(name, better);
    return true;
  }
  const asked = argumentsAskedFor(words, [...server.args, ...dummyArgs], server.cwd);
  dummyArgs.push(...asked);
  if (asked.length > 0) return true;
  const read = secretsIn((await namesInCode?.()) ?? []).filter((name) => !known.has(name));
  for (const name of read) dummies.set(name, dummyValue(name));
  return read.length > 0;
}
