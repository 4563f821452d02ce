import { isDeepStrictEqual } from "node:util";
import type { LockedNpmServer } from "../config/lock-npm-schema.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import { npmStrategySchema, type ServerSpec, type Settings } from "../config/servers-schema.ts";
import { UserError } from "../errors.ts";
import { completeResolved, omitResolved } from "../prefetch/fix-lock/complete-resolved.ts";
import { sri } from "../prefetch/hash.ts";
import { npmDepsHash } from "../prefetch/npm-deps/npm-deps.ts";
import type { NpmRegistry } from "../sources/npm/npm-registry.ts";
import { type ResolvedNpm, type ResolveEvent, resolveNpm } from "../sources/npm/resolve.ts";
import { settleNpm } from "../sources/npm/settle.ts";
import type { NpmSource } from "../sources/npm/spec.ts";
import type { Locker, LockJob, Settled } from "./locker.ts";
import { npmRecipe } from "./npm-recipe.ts";
import { askedStrategy } from "./strategy.ts";

/** Servers of npm's registry. */
export const npmLocker: Locker<"npm"> = { settle, lock };

async function settle(source: NpmSource, asked: ServerSpec, job: LockJob): Promise<Settled> {
  const { server, resolved, notes } = await settleNpm(source, asked, await job.fetchers.npm(), {
    signal: job.signal,
    onEvent: resolveSteps(job),
  });
  return {
    server,
    package: resolved.package,
    version: resolved.version,
    mainProgram: resolved.mainProgram,
    dependencies: resolved.lockfile.packages,
    facts: { installScripts: resolved.installScripts },
    notes,
  };
}

async function lock(
  source: NpmSource,
  server: ServerSpec,
  job: LockJob & { readonly previous: LockedServer | undefined },
): Promise<{ locked: LockedNpmServer; notes: readonly string[] }> {
  const registry = await job.fetchers.npm();
  const previous =
    job.previous?.kind === "npm" && job.previous.spec === server.source ? job.previous : undefined;
  const pinned: NpmSource =
    previous === undefined ? source : { ...source, wanted: previous.version, wantedType: "version" };
  const resolved = await resolveNpm(pinned, server, registry, {
    signal: job.signal,
    before: job.before,
    onEvent: resolveSteps(job),
  });
  if (previous !== undefined) refuseReplaced(server, previous, resolved);
  const made = await lockNpm(resolved, server, registry, {
    style: job.style,
    signal: job.signal,
    onStep: job.onStep,
  });
  const restored = previous !== undefined && npmRecipe.stale(server, previous, job.style) === null;
  if (!restored || isDeepStrictEqual(made.locked.lockfile, previous.lockfile)) return made;
  return { ...made, notes: [...made.notes, otherDependencies] };
}

function resolveSteps({ onStep }: LockJob): (event: ResolveEvent) => void {
  return (event) =>
    onStep?.({
      text:
        event.type === "picked" ? `${event.version}, resolving` : `checking ${event.packages} dependencies`,
    });
}

/** A published version never changes; one that did is not what the lock's reader trusted. */
function refuseReplaced(server: ServerSpec, locked: LockedNpmServer, resolved: ResolvedNpm): void {
  if (locked.src.hash === resolved.tarball.integrity) return;
  throw new UserError(
    `the registry now has other bytes as ${resolved.package}@${resolved.version} than were locked: ${resolved.tarball.integrity}, not ${locked.src.hash}`,
    {
      code: "E_INTEGRITY",
      where: server.name,
      hint: "Find out why before you go on; `mcp-nixgen prefetch --refresh` takes what is there now.",
    },
  );
}

/** The lock file keeps the lockfile's digest, not its text: without the text there is no way back. */
const otherDependencies =
  "its lockfile was in neither the cache nor the generated package, and its dependencies have other versions now: the lock changed. Commit the generated packages to keep them.";

interface LockOptions {
  /** Style overlay names no registry: addresses are those npm's default registry would have. */
  readonly style: Settings["style"];
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: LockJob["onStep"];
}

/**
 * Computes what is missing of a resolved server, the hash of its dependencies, and puts the exact bytes
 * of its package.json and package-lock.json into the cache, where `generate` takes them from.
 *
 * @throws UserError `E_SCRIPTS` when servers.yaml allows scripts of a package that is not there; see
 * `npmDepsHash`
 */
export async function lockNpm(
  resolved: ResolvedNpm,
  server: ServerSpec,
  registry: NpmRegistry,
  options: LockOptions,
): Promise<{ locked: LockedNpmServer; notes: readonly string[] }> {
  const allowScripts = allowedScripts(resolved, server);
  const strategy = askedStrategy(server, npmStrategySchema) ?? "npm-deps";
  const fetcherVersion = server.fetcherVersion ?? resolved.fetcherVersion;
  const neutral = options.style === "overlay";
  const { config } = registry;
  const lockText = neutral
    ? completeResolved(omitResolved(resolved.lockfile.text, config.registry), config.defaultRegistry)
    : resolved.lockfile.text;
  const [lockfile, manifest] = await Promise.all([
    registry.cache.putBytes(Buffer.from(lockText)),
    registry.cache.putBytes(Buffer.from(resolved.manifestText)),
  ]);
  const deps =
    strategy === "npm-deps"
      ? await depsHash(lockText, resolved.spec, fetcherVersion, registry, options)
      : null;
  const locked: LockedNpmServer = {
    spec: server.source,
    kind: "npm",
    package: resolved.package,
    version: resolved.version,
    src: { url: neutral ? null : resolved.tarball.url, hash: resolved.tarball.integrity },
    lockfile: {
      origin: resolved.lockfile.origin,
      digest: lockfile.integrity,
      manifestDigest: manifest.integrity,
      packages: resolved.lockfile.packages,
    },
    strategy,
    npmDeps: deps === null ? null : { hash: deps.hash, fetcherVersion },
    buildFiles: [...resolved.buildFiles],
    bundled: [...resolved.bundled],
    ignoreFiles: resolved.ignoreFiles,
    bins: { ...resolved.bins },
    mainProgram: resolved.mainProgram,
    installScripts: [...resolved.installScripts],
    allowScripts,
    overrides: { ...server.overrides },
    npmFlags: [...resolved.npmFlags],
    meta: resolved.meta,
  };
  return { locked, notes: [...resolved.notes, ...(deps?.warnings ?? [])] };
}

async function depsHash(
  lockText: string,
  spec: string,
  fetcherVersion: 1 | 2,
  { config, cache }: NpmRegistry,
  options: LockOptions,
): Promise<{ hash: string; warnings: readonly string[] }> {
  const { hash, warnings } = await npmDepsHash(lockText, {
    fetcherVersion,
    registry: config.defaultRegistry,
    cache,
    headersFor: config.headersFor,
    rewriteUrl: config.downloadUrl,
    connection: config.connection,
    signal: options.signal,
    onEvent: (event) => {
      if (!("done" in event)) return;
      const { name, done, total } = event;
      options.onStep?.({ text: name, done, total, unit: "packages" });
    },
    forceEmptyCache: true,
    where: `${spec}: package-lock.json`,
  });
  return { hash: sri(hash), warnings };
}

function allowedScripts(resolved: ResolvedNpm, server: ServerSpec): string[] {
  const names = new Set(resolved.installScripts.map((script) => script.name));
  const allowed = [...new Set(server.allowScripts ?? [])].sort();
  const unknown = allowed.filter((name) => !names.has(name));
  if (unknown.length === 0) return allowed;
  throw new UserError(
    `allowScripts names ${unknown.join(", ")}, which has no install script in ${resolved.package}@${resolved.version}`,
    {
      code: "E_SCRIPTS",
      where: server.name,
      hint:
        names.size === 0
          ? "No dependency has one: remove the entry."
          : `Those that have one: ${[...names].sort().join(", ")}.`,
    },
  );
}
