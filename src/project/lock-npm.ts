import type { LockedNpmServer } from "../config/lock-schema.ts";
import type { ServerSpec, Settings } from "../config/servers-schema.ts";
import { UserError } from "../errors.ts";
import { completeResolved, omitResolved } from "../prefetch/fix-lock/complete-resolved.ts";
import { sri } from "../prefetch/hash.ts";
import { type NpmDepsEvent, npmDepsHash } from "../prefetch/npm-deps/npm-deps.ts";
import type { NpmRegistry } from "../sources/npm/npm-registry.ts";
import type { ResolvedNpm } from "../sources/npm/resolve.ts";

interface LockOptions {
  /** Style overlay names no registry: addresses are those npm's default registry would have. */
  readonly style: Settings["style"];
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: NpmDepsEvent) => void) | undefined;
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
  const strategy = server.strategy ?? "npm-deps";
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
    onEvent: options.onEvent,
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
