import type { ts } from "ts-morph";
import type { FlagFact } from "../../facts.ts";
import type { CodeIndex } from "../code-index.ts";
import { placeOf } from "../syntax.ts";
import type { Evaluator } from "../values/evaluator.ts";

/** Finds the flags that one way of reading a command line declares. */
export type FlagReader = (index: CodeIndex, evaluator: Evaluator) => readonly FlagFact[];

/** A flag by its name without dashes, or as it is written with them; what is not said of it is not so. */
export function flag(
  name: string,
  node: ts.Node,
  said: Partial<Omit<FlagFact, "name" | "places" | "short">> & {
    readonly short?: string | null | undefined;
  } = {},
): FlagFact {
  const { short = null, ...rest } = said;
  return {
    takesValue: false,
    required: false,
    default: null,
    description: null,
    choices: [],
    ...rest,
    name: withDashes(name),
    short: short === null ? null : short.startsWith("-") ? short : `-${short}`,
    places: [placeOf(node)],
  };
}

/** `apiKey` is given as `--api-key` where a library says so; here it stays as it is written. */
function withDashes(name: string): string {
  return name.startsWith("-") ? name : `--${name}`;
}

/** As commander, cleye, citty and meow spell a camelCase name on the command line. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
