import type { PythonClosure } from "../config/lock-python-closure-schema.ts";
import type { LockedPythonServer } from "../config/lock-python-schema.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import { pythonStrategySchema, type ServerSpec } from "../config/servers-schema.ts";
import { UserError } from "../errors.ts";
import { TARGET_PYTHON } from "../python/target.ts";
import { planNixpkgs } from "../sources/pypi/nixpkgs-plan.ts";
import { lockedFile } from "../sources/pypi/recipe-source.ts";
import { type ResolvedPypi, resolvePypi } from "../sources/pypi/resolve.ts";
import { type PypiSource, pinnedPypi } from "../sources/pypi/spec.ts";
import { lockClosure } from "./lock-closure.ts";
import type { Locker, LockJob, Settled } from "./locker.ts";
import { planStrategy } from "./plan-python.ts";
import { askedStrategy } from "./strategy.ts";

/** Servers of a Python index. */
export const pypiLocker: Locker<"pypi"> = { settle, lock };

async function settle(source: PypiSource, asked: ServerSpec, job: LockJob): Promise<Settled> {
  const strategy = askedStrategy(asked, pythonStrategySchema);
  const resolved = await resolve(source, asked, job);
  return {
    server: asked,
    package: resolved.package,
    version: resolved.version,
    mainProgram: resolved.mainProgram,
    dependencies: null,
    facts: { python: resolved.python, strategy: strategy ?? null, commands: Object.keys(resolved.bins) },
    notes: resolved.notes,
  };
}

async function lock(
  source: PypiSource,
  server: ServerSpec,
  job: LockJob & { readonly previous: LockedServer | undefined },
): Promise<{ locked: LockedPythonServer; notes: readonly string[] }> {
  const previous =
    job.previous?.kind === "python" && job.previous.spec === server.source ? job.previous : undefined;
  const pinned = previous === undefined ? source : pinnedPypi(source, previous.version);
  const resolved = await resolve(pinned, server, job);
  if (previous === undefined) return newestPossible(source, resolved, server, job);
  const made = await lockResolved(resolved, previous.closure ?? undefined, server, job);
  refuseReplaced(server, previous, made.locked);
  return made;
}

async function lockResolved(
  resolved: ResolvedPypi,
  pinned: PythonClosure | undefined,
  server: ServerSpec,
  job: LockJob,
): Promise<{ locked: LockedPythonServer; notes: readonly string[] }> {
  const asked = askedStrategy(server, pythonStrategySchema);
  const isNeutral = job.style === "overlay";
  const { python } = resolved;
  const planned = await planStrategy({ python, asked }, server, job, (options) =>
    planNixpkgs(resolved, options),
  );
  const { strategy, nixpkgs } = planned;
  const closure = strategy === "locked" ? await lockClosure(resolved, pinned, isNeutral, job) : null;
  const locked: LockedPythonServer = {
    spec: server.source,
    kind: "python",
    package: resolved.package,
    version: resolved.version,
    src: nixpkgs?.src ?? lockedFile(ownFile(resolved), resolved.index, isNeutral),
    extras: [...resolved.extras],
    python,
    pythonAsked: server.python !== undefined,
    strategy,
    strategyReason: planned.reason,
    bins: { ...resolved.bins },
    mainProgram: resolved.mainProgram,
    nixpkgs,
    closure: closure?.closure ?? null,
    meta: resolved.meta,
  };
  return { locked, notes: [...resolved.notes, ...planned.notes, ...(closure?.notes ?? [])] };
}

/** So many versions before the newest are tried, where that has no solution. */
const OLDER = 3;

/** What is wrong with one version of a server, and may not be with another. */
export const OF_THE_VERSION: ReadonlySet<string> = new Set([
  "E_PYTHON_NEEDS_RUST",
  "E_PYTHON_NO_SOLUTION",
  "E_PYTHON_NO_WHEEL",
  "E_PYTHON_VERSION",
]);

/** The newest version, else the first before it whose dependencies fit together. */
async function newestPossible(
  source: PypiSource,
  newest: ResolvedPypi,
  server: ServerSpec,
  job: LockJob,
): Promise<{ locked: LockedPythonServer; notes: readonly string[] }> {
  let refused: UserError | undefined;
  for (const version of [null, ...newest.older.slice(0, OLDER)]) {
    try {
      const resolved = version === null ? newest : await resolve(pinnedPypi(source, version), server, job);
      const made = await lockResolved(resolved, undefined, server, job);
      if (refused === undefined) return made;
      const why = refused.message.split("\n")[0];
      return { ...made, notes: [`${version} is taken, not ${newest.version}: ${why}`, ...made.notes] };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // An older one that is broken in another way is no answer either; the newest's own reason is what counts.
      if (refused === undefined && !OF_THE_VERSION.has(error.code)) throw error;
      refused ??= error;
    }
  }
  throw refused;
}

function resolve(source: PypiSource, server: ServerSpec, job: LockJob): Promise<ResolvedPypi> {
  return job.fetchers.pypi().then((client) =>
    resolvePypi(source, client, {
      python: server.python ?? TARGET_PYTHON,
      bin: server.bin,
      onPicked: (version) => job.onStep?.({ text: `${version}, reading what it says` }),
    }),
  );
}

/** The file that stands for the server in strategy locked: its wheel, where it has one. */
function ownFile({ usable: { pure, wheels, sdist } }: ResolvedPypi) {
  const file = pure ?? wheels[0] ?? sdist;
  if (file === null || file === undefined) throw new Error("a release was picked that has no file");
  return file;
}

/** A published file never changes; one that did is not what the lock's reader trusted. */
function refuseReplaced(server: ServerSpec, previous: LockedPythonServer, locked: LockedPythonServer): void {
  if (previous.src.type !== "pypi" || locked.src.type !== "pypi") return;
  const { file, hash } = previous.src;
  if (file !== locked.src.file || hash === locked.src.hash) return;
  throw new UserError(
    `the index now has other bytes as ${file} than were locked: ${locked.src.hash}, not ${hash}`,
    {
      code: "E_INTEGRITY",
      where: server.name,
      hint: "Find out why before you go on; `mcp-nixgen prefetch --refresh` takes what is there now.",
    },
  );
}
