import type { LockedNpmSourceServer } from "../config/lock-npm-source-schema.ts";
import { sri } from "../prefetch/hash.ts";
import type { NpmRegistry } from "../sources/npm/npm-registry.ts";
import type { ResolvedNpmSource } from "../sources/npm-source/resolve.ts";
import type { LockJob } from "./locker.ts";

interface Deps {
  readonly hash: string;
  readonly fetcherVersion: number | null;
  readonly packages: number;
  readonly notes: readonly string[];
}

type DepsOf = (
  resolved: ResolvedNpmSource,
  where: string,
  registry: NpmRegistry,
  job: Pick<LockJob, "signal" | "onStep">,
) => Promise<Deps>;

/** One line a package manager; each is loaded when a repository uses it. */
const hashers: Readonly<Record<LockedNpmSourceServer["strategy"], DepsOf>> = {
  async npm({ lockfile, fetcherVersion }, where, { config, cache }, { signal, onStep }) {
    const { npmDepsHash } = await import("../prefetch/npm-deps/npm-deps.ts");
    const { hash, packages, warnings } = await npmDepsHash(lockfile.text, {
      fetcherVersion,
      registry: config.defaultRegistry,
      cache,
      headersFor: config.headersFor,
      rewriteUrl: config.downloadUrl,
      connection: config.connection,
      forceEmptyCache: true,
      signal,
      onEvent: (event) => "done" in event && step(onStep, event),
      where,
    });
    return { hash: sri(hash), fetcherVersion, packages, notes: warnings };
  },
  async pnpm({ lockfile }, where, registry, { signal, onStep }) {
    const { PNPM_FETCHER_VERSION, pnpmDepsHash } = await import("../prefetch/pnpm-deps/pnpm-deps.ts");
    const { hash, packages } = await pnpmDepsHash(lockfile.text, {
      ...fetching(registry),
      signal,
      onEvent: (event) => {
        if (event.type === "tarball") step(onStep, event);
        if (event.type === "packing") onStep?.({ text: "packing the pnpm store" });
      },
      where,
    });
    return { hash: sri(hash), fetcherVersion: PNPM_FETCHER_VERSION, packages, notes: [] };
  },
  async yarn({ lockfile }, where, registry, { signal, onStep }) {
    const { yarnDepsHash } = await import("../prefetch/yarn-deps/yarn-deps.ts");
    const { hash, packages } = await yarnDepsHash(lockfile.text, {
      ...fetching(registry),
      signal,
      onEvent: (event) => event.type === "tarball" && step(onStep, event),
      where,
    });
    return { hash: sri(hash), fetcherVersion: null, packages, notes: [] };
  },
};

/** The hash of a repository's dependencies, as the fetcher of its package manager has it in nixpkgs. */
export const npmSourceDeps: DepsOf = (resolved, where, registry, job) =>
  hashers[resolved.strategy](resolved, `${where}: ${resolved.lockfile.file}`, registry, job);

function fetching({ config, cache }: NpmRegistry) {
  return {
    cache,
    registryFor: config.registryFor,
    headersFor: config.headersFor,
    rewriteUrl: config.downloadUrl,
    connection: config.connection,
  };
}

function step(onStep: LockJob["onStep"], event: { name: string; done: number; total: number }): void {
  onStep?.({ text: event.name, done: event.done, total: event.total, unit: "packages" });
}
