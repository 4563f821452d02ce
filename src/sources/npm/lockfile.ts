import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type Arborist from "@npmcli/arborist";
import { firstLineOf, UserError } from "../../errors.ts";
import type { NpmConfig } from "../../registry/npm-config.ts";
import { registryError } from "../../registry/registry-errors.ts";
import { arboristOptions, onAnyPlatform } from "./arborist-options.ts";
import { refuseLocalPlaces, refuseLocalSpecs } from "./local-specs.ts";
import { type HiddenVersion, type PackumentStore, PackumentView } from "./packument-view.ts";
import { nearestVersions } from "./pick.ts";
import { inScratchFolder } from "./scratch-folder.ts";
import { dropUnpublishedOptionals } from "./unpublished-optionals.ts";

/** A complete package-lock.json (lockfileVersion 3) and what `npm ci` needs beside it. */
export interface Lockfile {
  readonly text: string;
  /** The manifest it was made from: as given, or without `overrides` that npm refused. */
  readonly manifest: Readonly<Record<string, unknown>>;
  /** Peers conflict: npm takes the lockfile only with a flag. */
  readonly forced: boolean;
  readonly notes: readonly string[];
}

/** What `resolveLockfile` needs from outside. */
interface LockfileOptions {
  readonly config: NpmConfig;
  /** For messages: the server's spec. */
  readonly where: string;
  /** Shared between servers: most have the same SDK below them. */
  readonly packumentCache: Map<string, unknown>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Resolves every dependency of a cleaned package.json, for all platforms, without running a script.
 *
 * What npm gives up on and need not: overrides that clash with a direct dependency are left out, and
 * conflicting peers forced, since for an installed package
 * npm does both itself, which is what `npx` sees; versions that ask for what the registry does not have
 * are passed over.
 *
 * @param manifest cleaned package.json
 * @param shrinkwrap the package's own lockfile, kept where it agrees with the manifest
 * @throws UserError `E_DEPENDENCY` when a dependency cannot be resolved, `E_NETWORK`, …
 */
export async function resolveLockfile(
  manifest: Readonly<Record<string, unknown>>,
  shrinkwrap: string | null,
  options: LockfileOptions,
): Promise<Lockfile> {
  refuseLocalSpecs(manifest, options.where);
  const packuments = new PackumentView(options.packumentCache);
  let attempt: Attempt = { manifest, force: false, notes: [] };
  for (let round = 1; ; round += 1) {
    try {
      const text = await idealLockfile(attempt, shrinkwrap, packuments, options);
      refuseLocalPlaces(text, options.where);
      return finished(text, attempt);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof UserError) throw error;
      const next = round < MAX_ROUNDS ? nextAttempt(attempt, error, packuments) : null;
      if (next === null) throw dependencyError(error, options.where);
      attempt = next;
    }
  }
}

function finished(lockText: string, { manifest, force, notes }: Attempt): Lockfile {
  const { text, ofRoot, names } = dropUnpublishedOptionals(lockText);
  if (names.length === 0) return { text, manifest, forced: force, notes };
  const optional = { ...(manifest.optionalDependencies as Record<string, string> | undefined) };
  for (const name of ofRoot) delete optional[name];
  return {
    text,
    manifest: ofRoot.length === 0 ? manifest : { ...manifest, optionalDependencies: optional },
    forced: force,
    notes: [...notes, `optional dependencies that were never published are left out: ${names.join(", ")}`],
  };
}

/** More holes in a registry than anyone has met. */
const MAX_ROUNDS = 30;

interface Attempt {
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly force: boolean;
  readonly notes: readonly string[];
}

/** What to try after a failure; null: there is nothing more to try. */
function nextAttempt(attempt: Attempt, error: unknown, packuments: PackumentView): Attempt | null {
  const { code, name, wanted } = Object(error) as Record<string, unknown>;
  const noted = (note: string, change: Partial<Attempt> = {}): Attempt => ({
    ...attempt,
    ...change,
    notes: [...attempt.notes, note],
  });
  if (code === "EOVERRIDE" && attempt.manifest.overrides !== undefined) {
    const { overrides: _, ...rest } = attempt.manifest;
    return noted(`its overrides are left out, as npx does: ${firstLineOf(error)}`, { manifest: rest });
  }
  const asked = code === "ETARGET" ? [{ name, spec: wanted }] : code === "ERESOLVE" ? edgesIn(error) : [];
  for (const { name: dependency, spec } of asked) {
    if (typeof dependency !== "string" || typeof spec !== "string") continue;
    if (code !== "ETARGET" && packuments.isSatisfiable(dependency, spec)) continue;
    const hidden = packuments.hideAskers(dependency, spec);
    if (hidden.length > 0) return noted(passedOver(hidden, dependency, spec));
  }
  if (code === "ERESOLVE" && !attempt.force) {
    return noted("its peer dependencies conflict; resolved as npx does", { force: true });
  }
  return null;
}

/** Every edge in arborist's explanation of a conflict: who asks for what. */
function edgesIn(explanation: unknown): { name?: unknown; spec?: unknown }[] {
  if (typeof explanation !== "object" || explanation === null) return [];
  const own = "spec" in explanation ? [explanation] : [];
  return [...own, ...Object.values(explanation).flatMap(edgesIn)];
}

function passedOver(hidden: readonly HiddenVersion[], dependency: string, spec: string): string {
  const names = hidden.slice(0, 3).map(({ name, version }) => `${name}@${version}`);
  const more = hidden.length > names.length ? ` and ${hidden.length - names.length} more` : "";
  return `passed over ${names.join(", ")}${more}: the registry lacks ${dependency}@${spec}, which they ask for`;
}

async function idealLockfile(
  { manifest, force }: Attempt,
  shrinkwrap: string | null,
  packuments: PackumentStore,
  options: LockfileOptions,
): Promise<string> {
  const { default: ArboristClass } = await import("@npmcli/arborist");
  return inScratchFolder(options.where, async (folder) => {
    await writeFile(join(folder, "package.json"), JSON.stringify(manifest, null, 2));
    if (shrinkwrap !== null) await writeFile(join(folder, "package-lock.json"), shrinkwrap);
    const arborist: Arborist = new ArboristClass({
      ...arboristOptions(folder, options.config, packuments),
      force,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    // Complete: bundled dependencies are written down only when arborist looks into their parents'
    // tarballs. npm passes it too; the types do not know it.
    const tree = await onAnyPlatform(arborist, () =>
      arborist.buildIdealTree({ complete: true } as Arborist.BuildIdealTreeOptions),
    );
    options.signal?.throwIfAborted();
    return lockfileText(tree);
  });
}

/** The lockfile's text as npm writes it: its order of keys, two spaces, a newline at the end. */
function lockfileText(tree: Arborist.Node): string {
  const meta = tree.meta as unknown as { toString(options: { format: boolean }): string };
  return meta.toString({ format: true });
}

/**
 * A dependency of which the registry has no version in the range asked for. npx fails on it as well;
 * `suggestion` is the version that `overrides` of servers.yaml could name instead.
 */
export class UnresolvableDependency extends UserError {
  readonly dependency: string;
  readonly suggestion: string | undefined;

  constructor(
    dependency: string,
    wanted: string,
    suggestion: string | undefined,
    where: string,
    cause: unknown,
  ) {
    super(`its dependency ${dependency}@${wanted} does not exist: the registry has no such version`, {
      code: "E_DEPENDENCY",
      where,
      hint:
        suggestion === undefined
          ? "npx cannot install it either; choose another version of the server."
          : `npx cannot install it either. Another version of the server may do, or in servers.yaml: overrides: { "${dependency}": "${suggestion}" }.`,
      cause,
    });
    this.dependency = dependency;
    this.suggestion = suggestion;
  }
}

/** What arborist throws about one dependency, said about the server. */
function dependencyError(error: unknown, where: string): Error {
  const { code, pkgid, spec, name, wanted, versions, distTags } = Object(error) as Record<string, unknown>;
  if (code === "ETARGET" && typeof name === "string") {
    const latest = (distTags as Record<string, string> | undefined)?.latest;
    const [newest] = nearestVersions("", Array.isArray(versions) ? versions : [], 1);
    return new UnresolvableDependency(name, String(wanted), latest ?? newest, where, error);
  }
  if (/^Git/.test(Object(error).constructor.name) || code === 128) {
    return new UserError(`a git dependency cannot be fetched: ${firstLineOf(error)}`, {
      code: "E_DEPENDENCY",
      where,
      hint: "Is git installed, and can it reach that address? npx would need it too.",
      cause: error,
    });
  }
  if (code === "E404" || code === "EUNSUPPORTEDPROTOCOL" || code === "ERESOLVE") {
    return new UserError(`a dependency cannot be resolved: ${firstLineOf(error)}`, {
      code: "E_DEPENDENCY",
      where,
      hint:
        code === "EUNSUPPORTEDPROTOCOL"
          ? "It was published with a spec that only its author's checkout understands; npx cannot install it either. Choose another version."
          : "npx cannot install it either. Choose another version, or log in to the registry the dependency is on.",
      cause: error,
    });
  }
  return registryError(error, String(pkgid ?? spec ?? name ?? "a dependency"), where);
}
