import type { LockedPythonServer, PythonNixpkgs } from "../config/lock-python-schema.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import { pythonStrategySchema, type ServerSpec } from "../config/servers-schema.ts";
import { UserError } from "../errors.ts";
import { TARGET_PYTHON } from "../python/target.ts";
import { type NixpkgsPlan, planNixpkgs } from "../sources/pypi/nixpkgs-plan.ts";
import { lockedFile } from "../sources/pypi/recipe-source.ts";
import { type ResolvedPypi, resolvePypi } from "../sources/pypi/resolve.ts";
import { type PypiSource, pinnedPypi } from "../sources/pypi/spec.ts";
import { lockClosure } from "./lock-closure.ts";
import type { Locker, LockJob, Settled } from "./locker.ts";
import { chosenStrategy, type NoCatalog } from "./python-strategy.ts";
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
  const asked = askedStrategy(server, pythonStrategySchema);
  const previous =
    job.previous?.kind === "python" && job.previous.spec === server.source ? job.previous : undefined;
  const pinned = previous === undefined ? source : pinnedPypi(source, previous.version);
  const resolved = await resolve(pinned, server, job);
  const isNeutral = job.style === "overlay";
  const { plan, noCatalog } =
    asked === "locked" ? NOT_PLANNED : await planned(resolved, asked, isNeutral, job);
  const { strategy, reason } = chosenStrategy(asked, plan, resolved.python, noCatalog);
  const nixpkgs = strategy === "nixpkgs" ? possible(plan, server) : null;
  const closure =
    strategy === "locked"
      ? await lockClosure(resolved, previous?.closure ?? undefined, isNeutral, job)
      : null;
  const locked: LockedPythonServer = {
    spec: server.source,
    kind: "python",
    package: resolved.package,
    version: resolved.version,
    src: nixpkgs?.src ?? lockedFile(ownFile(resolved), resolved.index, isNeutral),
    extras: [...resolved.extras],
    python: resolved.python,
    pythonAsked: server.python !== undefined,
    strategy,
    strategyReason: reason,
    bins: { ...resolved.bins },
    mainProgram: resolved.mainProgram,
    nixpkgs,
    closure: closure?.closure ?? null,
    meta: resolved.meta,
  };
  if (previous !== undefined) refuseReplaced(server, previous, locked);
  const notes = strategy === "nixpkgs" ? planNotes(plan, noCatalog) : (closure?.notes ?? []);
  return { locked, notes: [...resolved.notes, ...notes] };
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

interface Planned {
  readonly plan: NixpkgsPlan | null;
  readonly noCatalog: NoCatalog;
}

const NOT_PLANNED: Planned = { plan: null, noCatalog: null };

/** Without a catalog a plan is made only for who asks for it: nothing of it could be vouched for. */
async function planned(
  resolved: ResolvedPypi,
  asked: LockedPythonServer["strategy"] | undefined,
  isNeutral: boolean,
  job: LockJob,
): Promise<Planned> {
  const opened = await job.fetchers.nixpkgsPython();
  const catalog = opened?.has(resolved.python) === true ? opened : null;
  const noCatalog = catalog !== null ? null : opened === null ? "no catalog" : "other python";
  if (catalog === null && asked === undefined) return { plan: null, noCatalog };
  job.onStep?.({ text: "comparing with nixpkgs" });
  const client = await job.fetchers.pypi();
  return { plan: await planNixpkgs(resolved, { client, catalog, isNeutral }), noCatalog };
}

function possible(plan: NixpkgsPlan | null, server: ServerSpec): PythonNixpkgs {
  if (plan !== null && plan.nixpkgs !== null) return plan.nixpkgs;
  throw new UserError(`it cannot be built with nixpkgs' packages: ${plan?.obstacles.join("; ")}`, {
    code: "E_STRATEGY",
    where: server.name,
    hint: "Leave `strategy` out, or set it to `locked`.",
  });
}

function planNotes(plan: NixpkgsPlan | null, noCatalog: NoCatalog): string[] {
  const unverified =
    noCatalog === null
      ? []
      : ["whether nixpkgs has its dependencies is not verified: there is no catalog of it"];
  return [...unverified, ...(plan?.obstacles ?? []), ...(plan?.notes ?? [])];
}

/** The file that stands for the server in strategy locked: its wheel, where it has one. */
function ownFile({ usable: { pure, wheels, sdist } }: ResolvedPypi) {
  const file = pure ?? wheels[0] ?? sdist;
  if (file === null || file === undefined) throw new Error("a release was picked that has no file");
  return file;
}

/** A published file never changes; one that did is not what the lock's reader trusted. */
function refuseReplaced(server: ServerSpec, previous: LockedPythonServer, locked: LockedPythonServer): void {
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
