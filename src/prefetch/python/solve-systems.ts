import pLimit from "p-limit";
import type { PythonSystem } from "../../config/lock-python-file-schema.ts";
import { parseFileName } from "../../python/file-name.ts";
import { pickSdist, pickWheel } from "./pick-files.ts";
import type { PythonIndex } from "./python-index.ts";
import { noSolution, onlyForOthers, wrongPython } from "./resolve-errors.ts";
import type { Pins, Resolution, Resolver } from "./resolver.ts";
import type { SourceOnlyProjects } from "./source-only.ts";
import { RESOLVING_ORDER } from "./systems.ts";

/** Projects whose files are asked for. */
const AT_ONCE = 8;

export interface SolveOptions {
  readonly python: string;
  readonly systems: readonly PythonSystem[];
  readonly index: PythonIndex;
  readonly resolver: Resolver;
  readonly sources: SourceOnlyProjects;
  /** Versions of an older lock, for each system. */
  readonly kept: ReadonlyMap<PythonSystem, Pins>;
  /** PEP 508: bounds that are tried before none are. */
  readonly bounds: readonly string[];
  readonly signal?: AbortSignal | undefined;
  readonly onSystem?: ((system: PythonSystem) => void) | undefined;
}

type Unsolved = Extract<Resolution, { solved: false }>;

export interface Solved {
  readonly pins: ReadonlyMap<PythonSystem, Pins>;
  /** Systems that it cannot be had for, and why. */
  readonly left: ReadonlyMap<PythonSystem, string>;
}

/**
 * Versions for each system, the same ones wherever they do.
 *
 * @throws UserError `E_PYTHON_NO_SOLUTION`, `E_PYTHON_VERSION`, `E_PYTHON_NO_WHEEL` where there is none for any
 * system; `E_PYTHON_RESOLVE`
 */
export async function solveSystems(requirement: string, options: SolveOptions): Promise<Solved> {
  const pins = new Map<PythonSystem, Pins>();
  const left = new Map<PythonSystem, string>();
  const foreseen = new Map<PythonSystem, Pins>();
  let first: Unsolved | undefined;
  for (const system of RESOLVING_ORDER.filter((one) => options.systems.includes(one))) {
    options.onSystem?.(system);
    const known = foreseen.get(system);
    if (known !== undefined && (await hasAllWheels(known, system, options))) {
      pins.set(system, known);
      continue;
    }
    const earlier = [...pins.values()][0];
    const outcome = await solveOne(requirement, system, earlier, options);
    if (outcome.solved) {
      pins.set(system, outcome.pins);
      for (const [other, same] of outcome.others) if (!foreseen.has(other)) foreseen.set(other, same);
      continue;
    }
    first ??= outcome;
    left.set(system, outcome.message);
    if (pins.size === 0 && !(await dependsOnSystem(outcome, options))) break;
  }
  if (pins.size === 0 && first !== undefined) throw await explain(requirement, first, options);
  return { pins, left };
}

/** With the versions that were locked before, else those of the system before, else within the bounds, else with any. */
async function solveOne(
  requirement: string,
  system: PythonSystem,
  earlier: Pins | undefined,
  options: SolveOptions,
): Promise<Resolution> {
  const wishes = [options.kept.get(system), earlier].filter((one) => one !== undefined);
  for (const wish of wishes) {
    const constraints = pinned(await withWheels(wish, system, options));
    const outcome = await ask(requirement, system, constraints, options);
    if (outcome.solved) return outcome;
  }
  if (options.bounds.length > 0) {
    const outcome = await askWithSources(requirement, system, options.bounds, options);
    if (outcome.solved) return outcome;
  }
  return askWithSources(requirement, system, [], options);
}

/** As `ask`; projects that turn out to have no wheel are offered as what they are built from. */
async function askWithSources(
  requirement: string,
  system: PythonSystem,
  constraints: readonly string[],
  options: SolveOptions,
): Promise<Resolution> {
  for (;;) {
    const outcome = await ask(requirement, system, constraints, options);
    if (outcome.solved) return outcome;
    let offered = false;
    for (const project of outcome.withoutWheel) {
      if (await options.sources.offer(project, system, options.python)) offered = true;
    }
    if (!offered) return outcome;
  }
}

function pinned(pins: Pins): string[] {
  return [...pins].map(([name, version]) => `${name}==${version}`);
}

function ask(
  requirement: string,
  system: PythonSystem,
  constraints: readonly string[],
  { python, index, resolver, sources, signal }: SolveOptions,
): Promise<Resolution> {
  const wheels = sources.isEmpty ? null : sources.folder;
  return resolver.resolve({
    requirements: [requirement],
    constraints,
    system,
    python,
    wheels,
    index,
    signal,
  });
}

/** Whether nothing would have to be built there. */
export async function hasAllWheels(
  pins: Pins,
  system: PythonSystem,
  options: SolveOptions,
): Promise<boolean> {
  return (await withWheels(pins, system, options)).size === pins.size;
}

/** Those of the versions that have a wheel for the system: the others cannot stay. */
async function withWheels(pins: Pins, system: PythonSystem, options: SolveOptions): Promise<Pins> {
  const limit = pLimit(AT_ONCE);
  const found = await Promise.all(
    [...pins].map(([name, version]) =>
      limit(async () => {
        if (name === options.sources.own?.project) return true;
        const files = await options.index.files(name);
        const source = pickSdist(files, name, version);
        const isOffered = source !== null && options.sources.get(source.name) !== undefined;
        return isOffered || pickWheel(files, name, version, system, options.python) !== null;
      }),
    ),
  );
  return new Map([...pins].filter((_, at) => found[at]));
}

/** Whether another system may have what this one lacks. */
async function dependsOnSystem({ withoutWheel }: Unsolved, options: SolveOptions): Promise<boolean> {
  for (const project of withoutWheel) {
    const files = await options.index.files(project);
    if (files.some(({ name }) => /(?:linux|macosx)_/.test(platformOf(name, project) ?? ""))) return true;
  }
  return false;
}

/** A wheel's. */
function platformOf(file: string, project: string): string | undefined {
  const name = parseFileName(file, project);
  return name?.kind === "wheel" ? name.platform : undefined;
}

async function explain(requirement: string, { message, withoutWheel }: Unsolved, options: SolveOptions) {
  if (/different python version|not satisfy Python|requires? Python/i.test(message)) {
    return wrongPython(requirement, message, options.python);
  }
  for (const project of withoutWheel) {
    const files = await options.index.files(project);
    const platforms = files.map(({ name }) => platformOf(name, project));
    if (files.length > 0 && platforms.every((one) => one?.startsWith("win"))) {
      return onlyForOthers(requirement, project);
    }
  }
  return noSolution(requirement, message, options.python);
}
