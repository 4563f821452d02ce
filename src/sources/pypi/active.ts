import { messageOf, UserError } from "../../errors.ts";
import { evaluateMarker } from "../../python/marker.ts";
import { markerEnvironment, type PythonSystem, pythonSystems } from "../../python/target.ts";
import { parseRequirement, type Requirement } from "./requirement.ts";

/** A requirement that counts, and where. */
export interface ActiveRequirement {
  readonly requirement: Requirement;
  /** Sorted; null: all of them. */
  readonly systems: readonly PythonSystem[] | null;
}

interface ActiveOptions {
  readonly python: string;
  /** Normalised. */
  readonly extras: readonly string[];
  readonly systems?: readonly PythonSystem[] | undefined;
  /** For errors. */
  readonly where: string;
}

/**
 * The requirements that count for a Python, a set of extras and at least one system, in their order.
 *
 * @param requirements as written (PEP 508)
 * @throws UserError `E_METADATA` for one that cannot be read
 */
export function activeRequirements(
  requirements: readonly string[],
  { python, extras, systems = pythonSystems, where }: ActiveOptions,
): ActiveRequirement[] {
  return requirements.flatMap((text) => {
    const requirement = read(text, where);
    const fitting = systems.filter((system) => isActive(requirement, python, system, extras));
    if (fitting.length === 0) return [];
    return [{ requirement, systems: fitting.length === systems.length ? null : fitting.toSorted() }];
  });
}

function isActive(
  { marker }: Requirement,
  python: string,
  system: PythonSystem,
  extras: readonly string[],
): boolean {
  if (marker === null) return true;
  const environment = markerEnvironment(python, system);
  return ["", ...extras].some((extra) => evaluateMarker(marker, { ...environment, extra }));
}

function read(text: string, where: string): Requirement {
  try {
    return parseRequirement(text);
  } catch (error) {
    throw new UserError(`its requirement "${text}" cannot be read: ${messageOf(error)}`, {
      code: "E_METADATA",
      where,
      hint: "pip would not install this version either; choose another one.",
      cause: error,
    });
  }
}

/** The extras that requirements name, normalised, in any order. */
export function namedExtras(requirements: readonly string[], provided: readonly string[] = []): Set<string> {
  const names = new Set(provided);
  for (const text of requirements) {
    for (const [, single, double] of text.matchAll(/\bextra\s*==\s*(?:'([^']*)'|"([^"]*)")/g)) {
      names.add((single ?? double ?? "").toLowerCase().replace(/[-_.]+/g, "-"));
    }
  }
  return names;
}
