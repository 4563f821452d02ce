import { join } from "node:path";
import type { ContentCache } from "../../cache/content-cache.ts";
import type { ClosureBuild, ClosureFile, PythonClosure } from "../../config/lock-python-closure-schema.ts";
import type { PythonSystem } from "../../config/lock-python-file-schema.ts";
import { parseFileName } from "../../python/file-name.ts";
import { normalizeName } from "../../python/names.ts";
import { closureLibraries } from "./closure-libraries.ts";
import { findResolver } from "./find-resolver.ts";
import { pickSdist, pickWheel } from "./pick-files.ts";
import type { IndexFile, PythonIndex } from "./python-index.ts";
import { needsCrates, noBuildSystem, noFile, noHash } from "./resolve-errors.ts";
import type { Pins, Resolver } from "./resolver.ts";
import { sdkBounds } from "./sdk-bounds.ts";
import { hasAllWheels, type SolveOptions, solveSystems } from "./solve-systems.ts";
import { type OwnProject, SourceOnlyProjects } from "./source-only.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

export type ClosureEvent =
  /** Versions are being picked for a system. */
  | { readonly type: "resolve"; readonly system: PythonSystem; readonly resolver: Resolver["name"] }
  /** Compiled wheels are being looked into. */
  | { readonly type: "wheels"; readonly done: number; readonly total: number };

export interface ClosureOptions {
  /** nixpkgs' Python that it is for: `3.13`. */
  readonly python: string;
  readonly systems: readonly PythonSystem[];
  readonly index: PythonIndex;
  readonly cache: ContentCache;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: ClosureEvent) => void) | undefined;
  /** What was locked before: its versions stay wherever they still fit. */
  readonly pinned?: PythonClosure | undefined;
  /** What the requirement names, where it is built from a repository. */
  readonly own?: OwnRequirement | undefined;
  /** By default uv, else pip, of PATH. */
  readonly resolver?: Resolver | undefined;
}

export interface OwnRequirement extends OwnProject {
  /** Versions that the repository's own lockfile has, for each system: taken wherever they fit together. */
  readonly versions: ReadonlyMap<PythonSystem, Pins>;
  /** Environment of its build. */
  readonly env: Readonly<Record<string, string>>;
}

export interface ResolvedClosure {
  readonly closure: PythonClosure;
  /** For the reader: systems that it cannot be installed on. */
  readonly notes: readonly string[];
}

/**
 * Everything a project of an index needs to be installed without one: a file with its hash for each dependency and system,
 * the project itself among them. Wheels where there are some that fit, source archives otherwise, with the wheels that
 * building them takes. No code of any package is run.
 *
 * The same index and the same `pinned` give the same closure on any machine.
 *
 * @param requirement PEP 508, of one version: `mcp-server-fetch[extra]==2025.4.7`
 * @throws UserError `E_PYTHON_TOOL`, `E_PYTHON_RESOLVE`, `E_PYTHON_NO_SOLUTION`, `E_PYTHON_VERSION`, `E_PYTHON_NO_WHEEL`,
 * `E_PYTHON_NEEDS_RUST`, `E_PYTHON_HASH`, `E_SDIST`, `E_ARCHIVE`, and those of the index
 */
export async function resolveClosure(requirement: string, options: ClosureOptions): Promise<ResolvedClosure> {
  const resolver = options.resolver ?? (await findResolver());
  return withTemporaryFolder(async (folder) => {
    const { index, signal, python, own } = options;
    const sources = new SourceOnlyProjects(join(folder, "sources"), index);
    if (own !== undefined) {
      if (own.facts.needsCrates) throw needsCrates(requirement, own.project);
      await sources.offerOwn(own);
    }
    const solving: SolveOptions = {
      python,
      systems: options.systems,
      index,
      resolver,
      sources,
      kept: options.pinned === undefined ? (own?.versions ?? new Map()) : keptPins(options.pinned),
      bounds: await boundsOf(requirement, index),
      signal,
      onSystem: (system) => options.onEvent?.({ type: "resolve", system, resolver: resolver.name }),
    };
    const { pins, left } = await solveSystems(requirement, solving);
    const chosen = await chooseFiles(requirement, pins, solving);
    const systems = [...chosen.systems].sort();
    const builds = await Promise.all(
      chosen.builds.map((build) => withRequirements(build, systems, sources, solving)),
    );
    const requires =
      own === undefined
        ? []
        : await buildFiles(own.project, own.facts.buildRequires, chosen.systems, solving);
    const wheels = chosen.wheels.map((one) => closureFile(one, systems));
    const dropped = [...left.keys(), ...[...pins.keys()].filter((system) => !systems.includes(system))];
    return {
      closure: {
        systems,
        wheels: sorted(wheels),
        builds: sorted(builds),
        ownBuild: own === undefined ? null : { requires, env: { ...own.env } },
        libraries: await closureLibraries(chosen.wheels.filter(isCompiledForLinux), {
          index,
          cache: options.cache,
          onFile: (done, total) => options.onEvent?.({ type: "wheels", done, total }),
        }),
      },
      notes:
        dropped.length === 0
          ? []
          : [`Not for ${dropped.sort().join(", ")}: something it needs is not to be had there.`],
    };
  });
}

interface ChosenFile {
  readonly project: string;
  readonly file: IndexFile;
  readonly systems: Set<PythonSystem>;
}

interface ChosenFiles {
  readonly systems: ReadonlySet<PythonSystem>;
  readonly wheels: readonly ChosenFile[];
  readonly builds: readonly ChosenFile[];
}

/** A file for each project and system; a system where something would have to be compiled from Rust is left out. */
async function chooseFiles(
  requirement: string,
  pins: ReadonlyMap<PythonSystem, Pins>,
  { index, python, sources }: SolveOptions,
): Promise<ChosenFiles> {
  const systems = new Set<PythonSystem>();
  const wheels = new Map<string, ChosenFile>();
  const builds = new Map<string, ChosenFile>();
  const impossible: string[] = [];
  for (const [system, versions] of pins) {
    const chosen: { project: string; file: IndexFile; into: Map<string, ChosenFile> }[] = [];
    let crates: string | undefined;
    for (const [project, version] of versions) {
      if (project === sources.own?.project) continue;
      const files = await index.files(project);
      const wheel = pickWheel(files, project, version, system, python);
      const file = wheel ?? pickSdist(files, project, version);
      if (file === null) throw noFile(project, version, system);
      if (wheel === null) {
        const source = sources.get(file.name);
        if (source === undefined) throw noFile(project, version, system);
        if (source.facts.needsCrates) crates = project;
      }
      chosen.push({ project, file, into: wheel === null ? builds : wheels });
    }
    if (crates !== undefined) {
      impossible.push(crates);
      continue;
    }
    systems.add(system);
    for (const { project, file, into } of chosen) {
      const known = into.get(file.name) ?? { project, file, systems: new Set<PythonSystem>() };
      known.systems.add(system);
      into.set(file.name, known);
    }
  }
  const [project] = impossible;
  if (systems.size === 0 && project !== undefined) throw needsCrates(requirement, project);
  return { systems, wheels: [...wheels.values()], builds: [...builds.values()] };
}

async function withRequirements(
  build: ChosenFile,
  systems: readonly PythonSystem[],
  sources: SourceOnlyProjects,
  solving: SolveOptions,
): Promise<ClosureBuild> {
  const requirements = sources.get(build.file.name)?.facts.buildRequires ?? [];
  const requires = await buildFiles(build.file.name, requirements, build.systems, solving);
  return { ...closureFile(build, systems), requires };
}

/** @param shown what is to be built, for errors */
async function buildFiles(
  shown: string,
  requirements: readonly string[],
  systems: ReadonlySet<PythonSystem>,
  solving: SolveOptions,
): Promise<ClosureFile[]> {
  const files = new Map<string, ChosenFile>();
  const foreseen = new Map<PythonSystem, Pins>();
  for (const system of systems) {
    const pins = foreseen.get(system) ?? (await buildPins(shown, requirements, system, solving, foreseen));
    for (const [project, version] of pins) {
      const file = pickWheel(await solving.index.files(project), project, version, system, solving.python);
      if (file === null) throw noFile(project, version, system);
      const known = files.get(file.name) ?? { project, file, systems: new Set<PythonSystem>() };
      known.systems.add(system);
      files.set(file.name, known);
    }
  }
  const own = [...systems].sort();
  return sorted([...files.values()].map((one) => closureFile(one, own)));
}

async function buildPins(
  shown: string,
  requirements: readonly string[],
  system: PythonSystem,
  solving: SolveOptions,
  foreseen: Map<PythonSystem, Pins>,
): Promise<Pins> {
  const outcome = await solving.resolver.resolve({
    ...solving,
    requirements,
    constraints: [],
    system,
    wheels: null,
  });
  if (!outcome.solved) throw noBuildSystem(shown, outcome.message);
  for (const [other, pins] of outcome.others) {
    if (!foreseen.has(other) && (await hasAllWheels(pins, other, solving))) foreseen.set(other, pins);
  }
  return outcome.pins;
}

/** @param all the systems that need not be named */
function closureFile({ project, file, systems }: ChosenFile, all: readonly PythonSystem[]): ClosureFile {
  if (file.hash === null) throw noHash(file.name);
  return {
    name: project,
    version: parseFileName(file.name, project)?.written ?? "",
    src: { type: "pypi", file: file.name, url: file.lockedUrl, hash: file.hash },
    systems: systems.size === all.length ? null : [...systems].sort(),
  };
}

function sorted<File extends ClosureFile>(files: readonly File[]): File[] {
  return files.toSorted((a, b) => (a.src.file < b.src.file ? -1 : 1));
}

function isCompiledForLinux({ project, file }: ChosenFile): boolean {
  const name = parseFileName(file.name, project);
  return name?.kind === "wheel" && name.platform.includes("linux");
}

async function boundsOf(requirement: string, index: PythonIndex): Promise<string[]> {
  const [, name, version] = /^([\w.-]+)(?:\[[^\]]*\])?==([^\s,;*]+)$/.exec(requirement) ?? [];
  if (name === undefined || version === undefined) return [];
  return sdkBounds(normalizeName(name), version.replace(/\+.*$/, ""), index);
}

function keptPins(pinned: PythonClosure | undefined): Map<PythonSystem, Pins> {
  if (pinned === undefined) return new Map();
  return new Map(
    pinned.systems.map((system) => {
      const files = [...pinned.wheels, ...pinned.builds].filter(
        ({ systems }) => systems?.includes(system) ?? true,
      );
      return [system, new Map(files.map(({ name, version }) => [name, version]))];
    }),
  );
}
