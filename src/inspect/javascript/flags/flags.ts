import type { FlagFact } from "../../facts.ts";
import { mergeFlags } from "../../merge-flags.ts";
import type { CodeIndex } from "../code-index.ts";
import type { Evaluator } from "../values/evaluator.ts";
import { describedOptions } from "./described-options.ts";
import type { FlagReader } from "./flag.ts";
import { handRead } from "./hand-read.ts";
import { minimist } from "./minimist.ts";
import { spelledOptions } from "./spelled-options.ts";

/** Ways of declaring flags, one line each; what says most of a flag goes first. */
const declaring: readonly FlagReader[] = [spelledOptions, describedOptions];

/** Ways of looking for flags, which do not tell whether one has to be given. */
const looking: readonly FlagReader[] = [minimist, handRead];

/** Of every program, and so of no interest. */
const EVERYBODYS = new Set(["--help", "--version"]);

/** The command-line flags that the code declares or looks for, by name. */
export function flagFacts(index: CodeIndex, evaluator: Evaluator): FlagFact[] {
  const readBy = (readers: readonly FlagReader[]) => readers.flatMap((reader) => reader(index, evaluator));
  const declared = mergeFlags(readBy(declaring));
  const required = new Set(declared.filter((one) => one.required).map(({ name }) => name));
  const seen = readBy(looking).map((one) => ({ ...one, required: required.has(one.name) }));
  return mergeFlags([...declared, ...seen]).filter(({ name }) => !EVERYBODYS.has(name));
}
