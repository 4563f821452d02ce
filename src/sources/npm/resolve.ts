import type { InstallScript, LockedNpmServer } from "../../config/lock-npm-schema.ts";
import type { ServerSpec } from "../../config/servers-schema.ts";
import type { NpmConfig } from "../../registry/npm-config.ts";
import { buildNeeds } from "./build-needs.ts";
import { splitBundled } from "./bundled.ts";
import { completeLockfile } from "./complete-lockfile.ts";
import { installScriptsOf, type LockPackage, type NativeBuilds, nativeBuilds } from "./install-scripts.ts";
import { resolveLockfile } from "./lockfile.ts";
import { mainProgram } from "./main-program.ts";
import { binsOf, cleanManifest } from "./manifest.ts";
import { metaOf } from "./meta.ts";
import type { NpmRegistry } from "./npm-registry.ts";
import { pickVersion } from "./pick.ts";
import { checkIdentity, publishedFiles, tarballOf } from "./published.ts";
import type { NpmSource } from "./spec.ts";

/** An npm server with everything about it known but the hash of its dependencies. */
export interface ResolvedNpm {
  readonly kind: "npm";
  readonly spec: string;
  readonly package: string;
  readonly version: string;
  readonly tarball: { readonly url: string; readonly integrity: string };
  readonly meta: LockedNpmServer["meta"];
  /** Files of the tarball's root that stdenv would build by: Makefile, configure. */
  readonly buildFiles: readonly string[];
  /** Packages that lie in the tarball's own node_modules. */
  readonly bundled: readonly string[];
  readonly ignoreFiles: boolean;
  readonly bins: Readonly<Record<string, string>>;
  readonly mainProgram: string;
  /** The exact text of the cleaned package.json. */
  readonly manifestText: string;
  readonly lockfile: {
    readonly origin: LockedNpmServer["lockfile"]["origin"];
    readonly text: string;
    /** Packages, the root not counted. */
    readonly packages: number;
  };
  /** What `npm ci` needs to accept it. */
  readonly npmFlags: readonly string[];
  /** The lowest fetcher version whose cache `npm ci --offline` is content with. */
  readonly fetcherVersion: 1 | 2;
  readonly installScripts: readonly InstallScript[];
  /** Those of `installScripts` that compile what the server may not do without. */
  readonly nativeBuilds: NativeBuilds;
  readonly notes: readonly string[];
}

/** What happens on the way; for a progress display. */
export type ResolveEvent =
  | { readonly type: "picked"; readonly version: string }
  | { readonly type: "dependencies"; readonly packages: number };

export interface ResolveOptions {
  readonly signal?: AbortSignal | undefined;
  /** Dependencies published later are not taken, as npm's own `before`; undefined: what npm's configuration says. */
  readonly before?: Date | undefined;
  readonly onEvent?: ((event: ResolveEvent) => void) | undefined;
}

/**
 * Resolves a server of npm: version, signature, published files, a complete lockfile, and whether the
 * build's offline npm will accept it. Runs no code of the package.
 *
 * @param source what to resolve; `wanted` may be narrower than what servers.yaml says (a pinned version)
 * @throws UserError, see `pickVersion`, `Signatures.verify`, `readPublishedFiles`, `resolveLockfile`,
 * `mainProgram`
 */
export async function resolveNpm(
  source: NpmSource,
  server: ServerSpec,
  registry: NpmRegistry,
  options: ResolveOptions = {},
): Promise<ResolvedNpm> {
  const picked = await pickVersion(source, registry.packuments);
  options.onEvent?.({ type: "picked", version: picked.manifest.version });
  await registry.signatures.verify(picked.manifest, picked.packument, source.spec);
  const tarball = tarballOf(picked.manifest, source.spec);
  const published = await publishedFiles(tarball, source.spec, registry, options.signal);
  const { packageJson } = published;
  checkIdentity(packageJson, picked.manifest, source.spec);
  const { bins, notes: binNotes } = binsOf(packageJson, published.files);
  const main = mainProgram({ packageName: source.name, bins, asked: server.bin, where: source.spec });
  const { bundled, ...own } = splitBundled(packageJson, published.bundled);
  const cleaned = cleanManifest({ ...packageJson, ...own }, bins, server.overrides, server.allowScripts);
  const shrinkwrap = usableShrinkwrap(published.lockfile);
  const lockfile = await resolveLockfile(cleaned.manifest, shrinkwrap, {
    config: withBefore(registry.config, options.before),
    where: source.spec,
    packumentCache: registry.packumentCache,
    signal: options.signal,
  });
  const text = await completeLockfile(lockfile.text, source.spec, registry, options.signal);
  const packages = lockPackages(text);
  options.onEvent?.({ type: "dependencies", packages: packages.size });
  const installScripts = await installScriptsOf(packages, packageJson, registry.packuments, source.spec);
  const needs = await buildNeeds({ ...lockfile, text }, packages, registry, source.spec);
  return {
    kind: "npm",
    spec: server.source,
    package: source.name,
    version: picked.manifest.version,
    tarball,
    meta: metaOf(published, picked.manifest.deprecated ?? null),
    buildFiles: published.files.filter((file) => /^(GNUmakefile|[Mm]akefile|configure)$/.test(file)).sort(),
    bundled,
    // npm obeys those of the root only where package.json has no `files`.
    ignoreFiles: published.files.some((file) => /.\/\.(npmignore|gitignore)$/.test(file)),
    bins,
    mainProgram: main,
    manifestText: `${JSON.stringify(lockfile.manifest, null, 2)}\n`,
    lockfile: {
      origin:
        published.lockfile === null ? "generated" : shrinkwrap === null ? "broken-shrinkwrap" : "shrinkwrap",
      text,
      packages: packages.size,
    },
    npmFlags: needs.npmFlags,
    fetcherVersion: needs.fetcherVersion,
    installScripts,
    nativeBuilds: nativeBuilds(installScripts),
    notes: [...picked.notes, ...binNotes, ...cleaned.notes, ...lockfile.notes, ...needs.notes],
  };
}

/** The earlier of the two limits counts. */
function withBefore(config: NpmConfig, before: Date | undefined): NpmConfig {
  if (before === undefined) return config;
  const own = config.flat.before instanceof Date ? config.flat.before : before;
  return { ...config, flat: { ...config.flat, before: own < before ? own : before } };
}

/** A shrinkwrap that is no lockfile: npm passes over it in silence. */
function usableShrinkwrap(text: string | null): string | null {
  if (text === null) return null;
  try {
    const { packages, dependencies } = Object(JSON.parse(text));
    return Object(packages) === packages || Object(dependencies) === dependencies ? text : null;
  } catch {
    return null;
  }
}

/** Place → entry, the root left out. */
function lockPackages(text: string): Map<string, LockPackage> {
  const { packages } = JSON.parse(text) as { packages: Record<string, LockPackage> };
  return new Map(Object.entries(packages).filter(([place]) => place !== ""));
}
