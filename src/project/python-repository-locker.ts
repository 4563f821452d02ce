import type { PythonClosure } from "../config/lock-python-closure-schema.ts";
import type { LockedPythonServer } from "../config/lock-python-schema.ts";
import { pythonStrategySchema, type ServerSpec } from "../config/servers-schema.ts";
import { UserError } from "../errors.ts";
import { TARGET_PYTHON } from "../python/target.ts";
import { isSameVersion } from "../python/versions.ts";
import type { RepositorySource } from "../sources/github/repository.ts";
import { planRepository } from "../sources/pypi/nixpkgs-plan.ts";
import {
  type ResolvedPythonRepository,
  resolvePythonRepository,
} from "../sources/pypi/resolve-repository.ts";
import type { UvLock } from "../sources/pypi/uv-lock.ts";
import { lockClosure } from "./lock-closure.ts";
import type { LockJob, Settled } from "./locker.ts";
import { planStrategy } from "./plan-python.ts";
import type { RepositoryLocker } from "./repository-locker.ts";
import { askedStrategy } from "./strategy.ts";

/** Servers in Python that are built from their repository. */
export const pythonRepositoryLocker: RepositoryLocker = {
  async settle(repository, asked, _job): Promise<Settled> {
    const strategy = askedStrategy(asked, pythonStrategySchema);
    const resolved = await resolve(repository, asked);
    const { tag, rev } = repository;
    return {
      server: asked,
      package: resolved.package,
      version: resolved.version,
      mainProgram: resolved.mainProgram,
      dependencies: null,
      facts: {
        language: "python",
        python: resolved.python,
        strategy: strategy ?? null,
        commands: Object.keys(resolved.bins),
        tag,
        rev,
      },
      notes: resolved.notes,
    };
  },

  async lock(repository, server, job) {
    const { previous } = job;
    const resolved = await resolve(repository, server);
    const { python, own, uvLock } = resolved;
    const asked = askedStrategy(server, pythonStrategySchema);
    const planned = await planStrategy({ python, asked }, server, job, (options) =>
      planRepository(resolved, options),
    );
    const { strategy, nixpkgs } = planned;
    // Of another commit the repository's own lockfile is what counts.
    const pinned =
      previous?.kind === "python" && previous.src.type === "github" && previous.src.rev === repository.rev
        ? (previous.closure ?? undefined)
        : undefined;
    const closure = strategy === "locked" ? await lockOwn(resolved, pinned, job) : null;
    if (closure !== null && uvLock !== null) checkHashes(closure.closure, uvLock, server);
    const locked: LockedPythonServer = {
      spec: server.source,
      kind: "python",
      package: resolved.package,
      version: resolved.version,
      src: resolved.src,
      extras: [],
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
    const others = closure === null ? [] : [...closure.notes, ...notAsLocked(closure.closure, own.versions)];
    return { locked, notes: [...resolved.notes, ...planned.notes, ...others] };
  },
};

function resolve(repository: RepositorySource, server: ServerSpec): Promise<ResolvedPythonRepository> {
  const { source: spec, bin, python = TARGET_PYTHON } = server;
  return resolvePythonRepository(repository, { spec, bin, python });
}

function lockOwn(
  { package: name, python, own }: ResolvedPythonRepository,
  pinned: PythonClosure | undefined,
  job: LockJob,
) {
  const isNeutral = job.style === "overlay";
  return lockClosure(
    { package: name, version: own.version, extras: [], python, own },
    pinned,
    isNeutral,
    job,
  );
}

/** What the repository's authors locked is what its reader trusts. */
function checkHashes({ wheels, builds }: PythonClosure, { hashes }: UvLock, server: ServerSpec): void {
  for (const { src } of [...wheels, ...builds]) {
    const stated = hashes.get(src.file);
    if (stated === undefined || stated === src.hash) continue;
    throw new UserError(
      `the index has other bytes as ${src.file} than the repository's uv.lock says: ${stated}, not ${src.hash}`,
      {
        code: "E_INTEGRITY",
        where: server.name,
        hint: "Find out why before you go on: is it the index that the author used?",
      },
    );
  }
}

/** Versions that the repository's uv.lock has otherwise: of what had to change for a system or a Python. */
function notAsLocked(
  { wheels, builds, systems }: PythonClosure,
  locked: ReadonlyMap<string, ReadonlyMap<string, string>>,
): string[] {
  const changed = [...wheels, ...builds].flatMap((file) => {
    const stated = (file.systems ?? systems).flatMap((system) => locked.get(system)?.get(file.name) ?? []);
    const other = stated.find((version) => !isSameVersion(version, file.version));
    return other === undefined ? [] : [`${file.name} ${file.version} (${other})`];
  });
  const names = [...new Set(changed)].sort();
  return names.length === 0
    ? []
    : [`its uv.lock does not do as it is; otherwise than there: ${names.join(", ")}`];
}
