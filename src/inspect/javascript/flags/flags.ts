import type { FlagFact } from "../../facts.ts";
import type { CodeIndex } from "../code-index.ts";
import type { Evaluator } from "../values/evaluator.ts";
import { describedOptions } from "./described-options.ts";
import type { FlagReader } from "./flag.ts";
import { handRead } from "./hand-read.ts";
import { minimist } from "./minimist.ts";
import { spelledOptions } from "./spelled-options.ts";

/** One line a way of reading a command line; what says most of a flag goes first. */
const readers: readonly FlagReader[] = [spelledOptions, describedOptions, minimist, handRead];

/** Of every program, and so of no interest. */
const EVERYBODYS = new Set(["--help", "--version"]);

/** The command-line flags that the code declares or looks for, by name. */
export function flagFacts(index: CodeIndex, evaluator: Evaluator): FlagFact[] {
  const found = new Map<string, FlagFact>();
  for (const one of readers.flatMap((reader) => reader(index, evaluator))) {
    if (EVERYBODYS.has(one.name)) continue;
    const known = found.get(one.name);
    found.set(one.name, known === undefined ? one : merged(known, one));
  }
  return [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

function merged(known: FlagFact, more: FlagFact): FlagFact {
  return {
    ...known,
    short: known.short ?? more.short,
    default: known.default ?? more.default,
    description: known.description ?? more.description,
    takesValue: known.takesValue || more.takesValue,
    places: [
      ...known.places,
      ...more.places.filter(
        ({ line, file }) => !known.places.some((place) => place.line === line && place.file === file),
      ),
    ],
  };
}
