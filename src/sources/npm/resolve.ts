import type { ContentCache } from "../../cache/content-cache.ts";
import { download } from "../../cache/download.ts";
import { strongest } from "../../cache/integrity.ts";
import type { InstallScript, LockedNpmServer } from "../../config/lock-schema.ts";
import type { ServerSpec } from "../../config/servers-schema.ts";
import { UserError } from "../../errors.ts";
import { fixLock } from "../../prefetch/fix-lock/fix-lock.ts";
import { sri } from "../../prefetch/hash.ts";
import type { NpmConfig } from "../../registry/npm-config.ts";
import { registryError } from "../../registry/registry-errors.ts";
import { splitBundled } from "./bundled.ts";
import {
  installScriptsOf,
  type LockPackage,
  type NativeBuilds,
  nativeBuilds,
  packageNameAt,
} from "./install-scripts.ts";
import { type Lockfile, resolveLockfile } from "./lockfile.ts";
import { mainProgram } from "./main-program.ts";
import { binsOf, cleanManifest, type PackageJson, type PublishedManifest } from "./manifest.ts";
import { metaOf } from "./meta.ts";
import { cachedPackuments, npmCiOffline } from "./offline-check.ts";
import { Packuments } from "./packument.ts";
import { type Picked, pickVersion } from "./pick.ts";
import { Signatures } from "./signatures.ts";
import type { NpmSource } from "./spec.ts";
import { readPublishedFiles } from "./tarball.ts";

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

/** The registry as one run sees it: asked once for what several servers need. */
export class NpmRegistry {
  readonly config: NpmConfig;
  readonly cache: ContentCache;
  readonly packuments: Packuments;
  readonly signatures: Signatures;
  /** Abbreviated packuments, in pacote's own keys. */
  readonly packumentCache = new Map<string, unknown>();

  constructor(config: NpmConfig, cache: ContentCache, signal?: AbortSignal) {
    this.config = config;
    this.cache = cache;
    this.packuments = new Packuments(config, signal);
    this.signatures = new Signatures(config, signal);
  }
}

export interface ResolveOptions {
  readonly signal?: AbortSignal | undefined;
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
  const published = await publishedFiles(tarball, source.spec, registry, options);
  const { packageJson } = published;
  checkIdentity(packageJson, picked, source.spec);
  const { bins, notes: binNotes } = binsOf(packageJson, published.files);
  const main = mainProgram({ packageName: source.name, bins, asked: server.bin, where: source.spec });
  const { bundled, ...own } = splitBundled(packageJson, published.bundled);
  const cleaned = cleanManifest({ ...packageJson, ...own }, bins, server.overrides, server.allowScripts);
  const shrinkwrap = usableShrinkwrap(published.lockfile);
  const lockfile = await resolveLockfile(cleaned.manifest, shrinkwrap, {
    config: registry.config,
    where: source.spec,
    packumentCache: registry.packumentCache,
    signal: options.signal,
  });
  const text = await completeLockfile(lockfile.text, source, registry, options);
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
    // npm obeys those of the root only where package.json has no `files`.
    bundled,
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

/** The tarball's address and the strongest hash the registry states of it; md5 says nothing any more. */
function tarballOf(manifest: PublishedManifest, where: string): { url: string; integrity: string } {
  const { tarball, integrity, shasum } = manifest.dist ?? {};
  const stated = integrity ?? (shasum === undefined ? undefined : sha1Sri(shasum));
  const hash = stated === undefined ? undefined : strongestSri(stated);
  if (tarball !== undefined && /^https?:/.test(tarball) && URL.canParse(tarball) && hash !== undefined) {
    return { url: tarball, integrity: hash };
  }
  const missing = hash === undefined ? "integrity that can be trusted" : "tarball address";
  throw new UserError(`the registry states no ${missing} for ${manifest.name}@${manifest.version}`, {
    code: "E_REGISTRY",
    where,
    hint: "Nothing unverified is packaged; choose another version.",
  });
}

function strongestSri(integrity: string): string | undefined {
  try {
    const [hash] = strongest(integrity);
    return hash.algorithm === "md5" ? undefined : sri(hash);
  } catch {
    return undefined;
  }
}

function sha1Sri(hex: string): string {
  return `sha1-${Buffer.from(hex, "hex").toString("base64")}`;
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

async function publishedFiles(
  tarball: { url: string; integrity: string },
  where: string,
  { config, cache }: NpmRegistry,
  options: ResolveOptions,
): ReturnType<typeof readPublishedFiles> {
  const { path } = await download({
    url: config.downloadUrl(tarball.url),
    headers: config.headersFor,
    connection: config.connection,
    integrity: tarball.integrity,
    cache,
    signal: options.signal,
  });
  return readPublishedFiles(path, where);
}

/** The registry's metadata may differ from what is in the tarball; the name and version must not. */
function checkIdentity(packageJson: PackageJson, { manifest }: Picked, where: string): void {
  if (packageJson.name === manifest.name && packageJson.version.replace(/^v/, "") === manifest.version)
    return;
  throw new UserError(
    `the tarball says it is ${packageJson.name}@${packageJson.version}, the registry says ${manifest.name}@${manifest.version}`,
    { code: "E_TARBALL", where, hint: "Do not use this version: its metadata is not about its code." },
  );
}

/** A shrinkwrap written under npm's `omit-lockfile-registry-resolved` has neither address nor, at times, integrity. */
async function completeLockfile(
  text: string,
  source: NpmSource,
  registry: NpmRegistry,
  options: ResolveOptions,
): Promise<string> {
  const unanswered: Error[] = [];
  const { text: fixed, problems } = await fixLock(text, {
    registry: registry.config.registryFor,
    fetchPackument: (name) =>
      registry.packuments.get(name).catch((error) => {
        if (Object(error).code !== "E404") unanswered.push(registryError(error, name, source.spec));
        throw error;
      }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const [problem] = problems;
  // A registry that is out of reach says nothing about the lockfile.
  if (unanswered[0] !== undefined) throw unanswered[0];
  if (problem !== undefined) {
    throw new UserError(`its lockfile cannot be completed: ${problem.path}: ${problem.message}`, {
      code: "E_DEPENDENCY",
      where: source.spec,
      hint: "npm could not install it offline either; choose another version.",
    });
  }
  return fixed;
}

/** Place → entry, the root left out. */
function lockPackages(text: string): Map<string, LockPackage> {
  const { packages } = JSON.parse(text) as { packages: Record<string, LockPackage> };
  return new Map(Object.entries(packages).filter(([place]) => place !== ""));
}

/** What the build has to give npm besides the lockfile, the least of it first. */
interface BuildNeeds {
  readonly fetcherVersion: 1 | 2;
  readonly npmFlags: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Finds what the build's `npm ci --offline` is content with. A lockfile with conflicting peers needs a
 * flag: --legacy-peer-deps installs it as it stands, --force resolves again.
 */
async function buildNeeds(
  lockfile: Lockfile,
  packages: ReadonlyMap<string, LockPackage>,
  { config, packumentCache }: NpmRegistry,
  where: string,
): Promise<BuildNeeds> {
  const locked = new Map<string, Set<string>>();
  for (const [place, entry] of packages) {
    if (entry.version === undefined) continue;
    const name = packageNameAt(place, entry);
    const versions = locked.get(name) ?? new Set();
    locked.set(name, versions.add(entry.version));
  }
  const flagSets = lockfile.forced ? [["--legacy-peer-deps"], ["--force"]] : [[]];
  let reason = "";
  for (const fetcherVersion of [1, 2] as const) {
    for (const npmFlags of flagSets) {
      const packuments = fetcherVersion === 1 ? new Map() : cachedPackuments(packumentCache, locked);
      const { manifest, text: lockText } = lockfile;
      const result = await npmCiOffline({ where, manifest, lockText, npmFlags, config, packuments });
      if (result.ok) return { fetcherVersion, npmFlags, notes: [] };
      reason = result.reason;
    }
  }
  const notes = [`npm ci may refuse its lockfile in the build, even with fetcher version 2: ${reason}`];
  return { fetcherVersion: 2, npmFlags: flagSets[0] ?? [], notes };
}
