import type { LimitFunction } from "p-limit";
import { z } from "zod";
import { download } from "../../cache/download.ts";
import { UserError } from "../../errors.ts";
import type { Failures } from "./failures.ts";
import { repackGitTarball } from "./git-package.ts";
import { hostedTarball } from "./hosted-git.ts";
import { type LockedPackage, lockedPackages } from "./lockfile.ts";
import type { NpmDepsOptions } from "./options.ts";

/** A tarball that belongs into the cache. */
export interface WantedTarball {
  readonly name: string;
  readonly version?: string;
  readonly hasInstallScript?: boolean;
  /** Its address in the cache. */
  readonly url: string;
  /** SRI, one hash. */
  readonly integrity: string;
  /** Where it is already, for a repacked git dependency. */
  readonly path?: string;
}

const gitFactSchema = z.object({
  /** Of the repacked tarball: what the index states, and what our cache knows it by. */
  integrity: z.string(),
  stored: z.string(),
  lockfile: z.string().nullable(),
  installScripts: z.array(z.string()),
});

type GitFact = z.infer<typeof gitFactSchema>;

/** What one lockfile and those of its git dependencies are collected with. */
interface Collecting {
  readonly options: NpmDepsOptions;
  readonly limit: LimitFunction;
  readonly failures: Failures;
}

/**
 * All tarballs a lockfile stands for, those of its git dependencies' own lockfiles included; sorted by
 * address, each once. Git dependencies are fetched and repacked on the way. What fails is put into
 * `failures` and left out.
 *
 * Source: nixpkgs `fetch-npm-deps/src/parse/mod.rs`.
 * @throws UserError `E_LOCK_EMPTY`, and those of `lockedPackages`
 */
export async function wantedTarballs(lock: string, collecting: Collecting): Promise<WantedTarball[]> {
  const { options } = collecting;
  const where = options.where ?? "package-lock.json";
  const packages = lockedPackages(lock, where);
  if (packages.length === 0 && options.forceEmptyCache !== true) {
    throw new UserError("the lockfile names nothing to download", {
      code: "E_LOCK_EMPTY",
      where,
      hint: "If it should, its entries lack `resolved`: run `mcp-nixgen fix-lock`. If the package has no dependency, it needs no npmDepsHash (or forceEmptyCache).",
    });
  }
  const found = new Map<string, WantedTarball>();
  await collect(packages, where, collecting, found);
  return [...found.values()].sort((a, b) => (a.url < b.url ? -1 : a.url > b.url ? 1 : 0));
}

async function collect(
  packages: readonly LockedPackage[],
  where: string,
  collecting: Collecting,
  found: Map<string, WantedTarball>,
): Promise<void> {
  const nested = await Promise.all(
    packages.map((locked) => collecting.failures.keep(() => tarballOf(locked, where, collecting))),
  );
  for (const answer of nested) {
    if (answer === undefined || found.has(answer.tarball.url)) continue;
    found.set(answer.tarball.url, answer.tarball);
    if (answer.lockfile === null) continue;
    const place = `package-lock.json of ${answer.tarball.url}`;
    const inner = await collecting.failures.keep(async () =>
      lockedPackages(answer.lockfile as string, place),
    );
    await collect(inner ?? [], place, collecting, found);
  }
}

async function tarballOf(
  locked: LockedPackage,
  where: string,
  collecting: Collecting,
): Promise<{ tarball: WantedTarball; lockfile: string | null }> {
  const { resolved, integrity, ...named } = locked;
  const { name } = named;
  const hosted = hostedTarball(resolved, `${where}: ${name}`);
  if (hosted === undefined) {
    if (integrity === undefined) throw missingIntegrity(name, where);
    return { tarball: { ...named, url: resolved, integrity: integrity.sri }, lockfile: null };
  }
  const fact = await collecting.limit(() => gitFact(hosted, collecting.options));
  if (fact.installScripts.length > 0 && fact.lockfile === null && collecting.options.forceGitDeps !== true) {
    throw new UserError(
      `git dependency ${name} has install scripts (${fact.installScripts.join(", ")}) but no lockfile of its own`,
      {
        code: "E_GIT_SCRIPTS",
        where: `${where}: ${name}`,
        hint: "npm would install its dependencies from the network during the build. Use a registry release, or forceGitDeps to try.",
      },
    );
  }
  const path = await collecting.options.cache.pathOf(fact.stored);
  return {
    tarball: { ...named, url: hosted, integrity: fact.integrity, ...(path === null ? {} : { path }) },
    lockfile: fact.lockfile,
  };
}

/** A commit does not change: what was repacked once is taken from our cache. */
async function gitFact(url: string, options: NpmDepsOptions): Promise<GitFact> {
  const { cache, signal } = options;
  const key = `npm-deps git 1 ${url}`;
  const known = await cache.recall(key, gitFactSchema);
  if (known !== null && (await cache.pathOf(known.stored)) !== null) return known;
  const { path } = await download({
    url: options.rewriteUrl?.(url) ?? url,
    headers: options.headersFor,
    connection: options.connection,
    cache,
    signal,
  });
  const { tarball, ...rest } = await repackGitTarball(path, url, signal);
  const fact = {
    ...rest,
    installScripts: [...rest.installScripts],
    stored: (await cache.putBytes(tarball)).integrity,
  };
  await cache.remember(key, fact);
  return fact;
}

function missingIntegrity(name: string, where: string): UserError {
  return new UserError(`${name} has no integrity in the lockfile`, {
    code: "E_LOCK_INTEGRITY",
    where: `${where}: ${name}`,
    hint: "Run `mcp-nixgen fix-lock` on it: fetchNpmDeps refuses it too.",
  });
}
