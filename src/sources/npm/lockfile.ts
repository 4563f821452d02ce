import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type Arborist from "@npmcli/arborist";
import { messageOf, UserError } from "../../errors.ts";
import type { NpmConfig } from "../../registry/npm-config.ts";
import { registryError } from "../../registry/registry-errors.ts";
import { arboristOptions } from "./arborist-options.ts";
import { nearestVersions } from "./pick.ts";

/** A complete package-lock.json (lockfileVersion 3) and what `npm ci` needs beside it. */
export interface Lockfile {
  readonly text: string;
  /** The manifest it was made from: as given, or without `overrides` that npm refused. */
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly npmFlags: readonly string[];
  readonly notes: readonly string[];
}

/** What `resolveLockfile` needs from outside. */
export interface LockfileOptions {
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
 * Where peers conflict npm refuses for a root package what it only warns about for an installed one
 * (which is what `npx` does); then the lockfile is made with `--force`, and the build needs it as well.
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
  const notes: string[] = [];
  let attempt = { manifest, force: false };
  for (;;) {
    try {
      const text = await idealLockfile(attempt.manifest, shrinkwrap, attempt.force, options);
      return { text, manifest: attempt.manifest, npmFlags: attempt.force ? ["--force"] : [], notes };
    } catch (error) {
      const code = Object(error).code;
      if (code === "EOVERRIDE" && attempt.manifest.overrides !== undefined) {
        const { overrides: _, ...rest } = attempt.manifest;
        attempt = { ...attempt, manifest: rest };
        notes.push(`its overrides are left out, as npx does: ${firstLine(error)}`);
      } else if (code === "ERESOLVE" && !attempt.force) {
        attempt = { ...attempt, force: true };
        notes.push("its peer dependencies conflict; resolved as npx does, with --force");
      } else throw dependencyError(error, options.where);
    }
  }
}

async function idealLockfile(
  manifest: Readonly<Record<string, unknown>>,
  shrinkwrap: string | null,
  force: boolean,
  options: LockfileOptions,
): Promise<string> {
  const { default: ArboristClass } = await import("@npmcli/arborist");
  const folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-"));
  try {
    await writeFile(join(folder, "package.json"), JSON.stringify(manifest, null, 2));
    if (shrinkwrap !== null) await writeFile(join(folder, "package-lock.json"), shrinkwrap);
    const arborist: Arborist = new ArboristClass({
      ...arboristOptions(folder, options.config, options.packumentCache),
      force,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    // Complete: bundled dependencies are written down only when arborist looks into their parents'
    // tarballs. npm passes it too; the types do not know it.
    const tree = await arborist.buildIdealTree({ complete: true } as Arborist.BuildIdealTreeOptions);
    options.signal?.throwIfAborted();
    return lockfileText(tree);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
  if (code === "E404" || code === "EUNSUPPORTEDPROTOCOL" || code === "ERESOLVE") {
    return new UserError(`a dependency cannot be resolved: ${firstLine(error)}`, {
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

function firstLine(error: unknown): string {
  return messageOf(error).split("\n")[0] ?? "";
}
