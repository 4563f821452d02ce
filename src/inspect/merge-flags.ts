import type { FlagFact } from "./facts.ts";
import { distinctPlaces } from "./merge-environment.ts";

/** The flags of all the places that define or read them, by name; what one place does not say another may. */
export function mergeFlags(flags: readonly FlagFact[]): FlagFact[] {
  const byName = new Map<string, FlagFact>();
  for (const flag of flags) {
    const before = byName.get(flag.name);
    byName.set(flag.name, before === undefined ? flag : merged(before, flag));
  }
  return [...byName.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

function merged(one: FlagFact, other: FlagFact): FlagFact {
  return {
    name: one.name,
    short: one.short ?? other.short,
    takesValue: one.takesValue || other.takesValue,
    required: one.required && other.required,
    default: one.default ?? other.default,
    description: one.description ?? other.description,
    choices: one.choices.length > 0 ? one.choices : other.choices,
    places: distinctPlaces([...one.places, ...other.places]),
  };
}
