import type { LockedNpmSourceServer } from "../config/lock-npm-source-schema.ts";
import type { ServerSpec } from "../config/servers-schema.ts";
import { UserError } from "../errors.ts";
import { githubSrcOf } from "../sources/github/github-src.ts";
import type { RepositorySource } from "../sources/github/repository.ts";
import { type ResolvedNpmSource, resolveNpmSource } from "../sources/npm-source/resolve.ts";
import type { LockJob, Settled } from "./locker.ts";
import { npmSourceDeps } from "./npm-source-deps.ts";
import type { RepositoryLocker } from "./repository-locker.ts";

/** Servers in JavaScript that are built from their repository. */
export const npmSourceLocker: RepositoryLocker = { settle, lock };

async function settle(repository: RepositorySource, asked: ServerSpec, job: LockJob): Promise<Settled> {
  const resolved = await resolveNpmSource(repository, asked, await job.fetchers.npm(), job.signal);
  return {
    server: asked,
    package: resolved.package,
    version: repository.version,
    mainProgram: resolved.mainProgram,
    dependencies: null,
    facts: {
      language: "javascript",
      packageManager: resolved.strategy,
      tag: repository.tag,
      rev: repository.rev,
    },
    notes: resolved.notes,
  };
}

async function lock(
  repository: RepositorySource,
  server: ServerSpec,
  job: LockJob,
): Promise<{ locked: LockedNpmSourceServer; notes: readonly string[] }> {
  const registry = await job.fetchers.npm();
  const resolved = await resolveNpmSource(repository, server, registry, job.signal);
  const allowScripts = allowedScripts(resolved, server);
  const [{ integrity: digest }, deps] = await Promise.all([
    registry.cache.putBytes(Buffer.from(resolved.lockfile.text)),
    npmSourceDeps(resolved, server.source, registry, job),
  ]);
  const { lockfile, fetcherVersion: _, notes, ...facts } = resolved;
  const locked: LockedNpmSourceServer = {
    spec: server.source,
    kind: "npm-source",
    ...facts,
    version: repository.version,
    src: githubSrcOf(repository),
    lockfile: { origin: lockfile.origin, digest, packages: deps.packages },
    deps: { hash: deps.hash, fetcherVersion: deps.fetcherVersion },
    allowScripts,
  };
  return { locked, notes: [...notes, ...deps.notes] };
}

/** nixpkgs' hook rebuilds packages by name for npm; the others' hooks install without scripts. */
function allowedScripts({ strategy }: ResolvedNpmSource, server: ServerSpec): string[] {
  const allowed = [...new Set(server.allowScripts ?? [])].sort();
  if (allowed.length === 0 || strategy === "npm") return allowed;
  throw new UserError(`install scripts cannot be allowed in a repository that uses ${strategy}`, {
    code: "E_SCRIPTS",
    where: server.name,
    hint: "Remove `allowScripts:`; a server that needs native code is better taken as it is published, as in npm:NAME.",
  });
}
