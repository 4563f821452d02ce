import type { LockedPythonServer } from "../../config/lock-python-schema.ts";
import { UserError } from "../../errors.ts";
import type { PypiIndex } from "../../registry/pypi-config.ts";
import { mainProgram } from "../npm/main-program.ts";
import { type ActiveRequirement, activeRequirements, namedExtras } from "./active.ts";
import { type ReleaseContents, releaseContents } from "./contents.ts";
import type { PypiIndexClient } from "./index-client.ts";
import { metaOf } from "./meta.ts";
import { pickRelease } from "./pick.ts";
import type { Release, Usable } from "./release.ts";
import type { PypiSource } from "./spec.ts";

/** A server of a Python index with everything about it known but what its dependencies resolve to. */
export interface ResolvedPypi {
  readonly spec: string;
  /** Normalised. */
  readonly package: string;
  readonly version: string;
  /** See `PickedRelease`. */
  readonly older: readonly string[];
  readonly python: string;
  readonly extras: readonly string[];
  readonly index: PypiIndex;
  readonly release: Release;
  readonly usable: Usable;
  readonly contents: ReleaseContents;
  /** What it requires on some system, its extras counted. */
  readonly requirements: readonly ActiveRequirement[];
  /** Command → object reference; of commands that are files, the file's name. */
  readonly bins: Readonly<Record<string, string>>;
  readonly mainProgram: string;
  readonly meta: LockedPythonServer["meta"];
  readonly notes: readonly string[];
}

interface ResolvePypiOptions {
  /** The Python it is to run on: `3.13`. */
  readonly python: string;
  /** `bin` of servers.yaml. */
  readonly bin?: string | undefined;
  readonly onPicked?: ((version: string) => void) | undefined;
}

/**
 * Resolves a server of a Python index: version, files, what they say. Runs no code of the package.
 *
 * @throws UserError, see `pickRelease`, `releaseContents`, `mainProgram`; `E_EXTRA` for an extra that it does not have
 */
export async function resolvePypi(
  source: PypiSource,
  client: PypiIndexClient,
  { python, bin, onPicked }: ResolvePypiOptions,
): Promise<ResolvedPypi> {
  const { release, usable, index, older, notes } = await pickRelease(source, client, python);
  const { version } = release;
  onPicked?.(version);
  const contents = await releaseContents(source.name, version, usable, client, source.spec);
  checkExtras(source, contents);
  const bins = binsOf(contents);
  return {
    spec: source.spec,
    package: source.name,
    version,
    older,
    python,
    extras: source.extras,
    index,
    release,
    usable,
    contents,
    requirements: activeRequirements(contents.requirements, {
      python,
      extras: source.extras,
      where: source.spec,
    }),
    bins,
    mainProgram: mainProgram({ packageName: source.name, bins, asked: bin, where: source.spec }),
    meta: metaOf(contents, release.yanked),
    notes: [...notes, ...contents.notes],
  };
}

function checkExtras({ name, spec, extras }: PypiSource, { requirements, metadata }: ReleaseContents): void {
  const known = namedExtras(requirements, metadata.providesExtra);
  const unknown = extras.filter((extra) => !known.has(extra));
  if (unknown.length === 0) return;
  throw new UserError(`${name} has no extra ${unknown.join(", ")}`, {
    code: "E_EXTRA",
    where: spec,
    hint: known.size === 0 ? "It has none at all." : `Its extras: ${[...known].sort().join(", ")}.`,
  });
}

/** The wheel's, which is what gets installed; without one, what the source says it will be. */
function binsOf({ wheel, sdist }: ReleaseContents): Record<string, string> {
  const scripts = wheel?.contents.scripts ?? sdist?.contents.scripts ?? {};
  const files = wheel?.contents.scriptFiles ?? [];
  const pairs = [...files.map((file) => [file, file] as const), ...Object.entries(scripts)];
  return Object.fromEntries(pairs.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
