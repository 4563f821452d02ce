import type { FoundPackage } from "./call.ts";
import type { FoundServer } from "./found.ts";
import type { Recognised } from "./recognise.ts";
import { hasPlace } from "./references.ts";
import { sortArgs } from "./sort-args.ts";
import { type FoundSecret, sortEnv } from "./sort-env.ts";

/** A found server that servers.yaml can hold, its secrets set apart. */
export interface Candidate {
  readonly found: FoundServer;
  readonly through: readonly string[];
  readonly source: string;
  readonly bin?: string | undefined;
  readonly python?: string | undefined;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, FoundSecret>>;
  readonly notes: readonly string[];
  /** Arguments that are left out: for comparing, never to be shown. */
  readonly lost: readonly string[];
  /** Why it cannot start as it is; undefined: nothing is known against it. */
  readonly broken?: string | undefined;
}

/** @param home absolute; stands for `${HOME}` and the like, which nobody replaces later */
export function candidateOf(
  found: FoundServer,
  { what, through }: Recognised & { readonly what: FoundPackage },
  home: string,
): Candidate {
  const env = sortEnv(what.env, home);
  const args = sortArgs(what.source, what.args, home);
  const commands = Object.entries(found.commands ?? {}).map(([variable, argv]) => [
    variable,
    { kind: "command", argv } satisfies FoundSecret,
  ]);
  const start = found.start.transport === "stdio" ? found.start : undefined;
  return {
    found,
    through,
    source: what.source,
    bin: what.bin,
    python: what.python,
    args: args.args,
    lost: args.lost,
    broken: brokenBy(args.args, args.lost),
    env: env.env,
    secrets: { ...args.secrets, ...env.secrets, ...Object.fromEntries(commands) },
    notes: [
      ...what.notes,
      ...env.notes,
      ...args.notes,
      ...(start?.envFile === undefined
        ? []
        : ["what its envFile sets is not taken along: add it to 'env' or 'secrets'"]),
      ...(start?.cwd === undefined
        ? []
        : ["its working folder is not taken along: it starts where its client does"]),
    ],
  };
}

/** Words that a server cannot do without went, or mean nothing on the machine that starts it. */
function brokenBy(args: readonly string[], lost: readonly string[]): string | undefined {
  const isValue = (index: number) => /^--?[A-Za-z][\w.-]*$/.test(lost[index - 1] ?? "");
  const positional = lost.some(
    (word, index) => word.includes("://") || (!/^-|^[A-Za-z_][\w.-]*=/.test(word) && !isValue(index)),
  );
  if (positional) return "an argument that it may not do without is left out";
  const foreign = args.some((word) => hasPlace(word) || /^(?:-[^=]*=)?[A-Za-z]:[\\/]/.test(word));
  return foreign ? "an argument of it names a folder that is not on this machine" : undefined;
}
