import type {
  AnyCommand,
  CommandTable,
  Completion,
  OptionSpec,
  OptionSpecs,
  PositionalSpec,
} from "./command.ts";
import { globalOptions } from "./global-options.ts";
import { splitCommand } from "./parse.ts";

/** A word the shell may offer; `:file` and `:directory` ask it for its own completion of those. */
interface Candidate {
  readonly word: string;
  readonly about: string;
}

/**
 * What may stand at the last of `words`, which may be empty; the words before it are the command line so far
 * without the program's name. Only candidates that begin like the last word.
 */
export async function completions(
  commands: CommandTable,
  words: readonly string[],
  serverNames: (which: "server" | "installed") => Promise<readonly string[]>,
): Promise<Candidate[]> {
  const current = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const { name, rest } = splitCommand(before);
  const entry = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  const command = (await entry?.load())?.command;
  const options: OptionSpecs = { ...globalOptions, ...command?.options };
  const found = await candidates();
  return found.filter(({ word }) => word.startsWith(":") || word.startsWith(current));

  async function candidates(): Promise<Candidate[]> {
    const ended = before.includes("--");
    const awaiting = ended ? undefined : valueOption(before.at(-1), options);
    if (awaiting !== undefined) return ofKind(awaiting);
    if (current.startsWith("-") && !ended) return optionCandidates(options, before);
    if (name === undefined) return commandCandidates(commands);
    if (command === undefined) return [];
    const given = positionalWords(rest, options);
    const spec = positionalAt(command, given.length);
    const all = spec === undefined ? [] : await ofKind(spec);
    return all.filter(({ word }) => !given.includes(word));
  }

  async function ofKind(spec: OptionSpec | PositionalSpec): Promise<Candidate[]> {
    const words = spec.choices ?? ("suggestions" in spec ? spec.suggestions : undefined);
    if (words !== undefined) return words.map((word) => ({ word, about: "" }));
    const byKind: Readonly<Record<Completion, () => Promise<Candidate[]>>> = {
      server: () => servers("server"),
      installed: () => servers("installed"),
      command: async () => commandCandidates(commands),
      file: async () => [{ word: ":file", about: "" }],
      directory: async () => [{ word: ":directory", about: "" }],
      none: async () => [],
    };
    return byKind[spec.complete ?? "none"]();
  }

  async function servers(which: "server" | "installed"): Promise<Candidate[]> {
    return (await serverNames(which)).map((word) => ({ word, about: "server" }));
  }
}

function commandCandidates(commands: CommandTable): Candidate[] {
  return Object.entries(commands)
    .filter(([, entry]) => !entry.hidden)
    .map(([word, entry]) => ({ word, about: entry.summary }));
}

function optionCandidates(options: OptionSpecs, before: readonly string[]): Candidate[] {
  return Object.entries(options)
    .filter(([name, spec]) => spec.multiple || !before.includes(`--${name}`))
    .map(([name, spec]) => ({ word: `--${name}`, about: spec.description }));
}

/** The option whose value comes next, if the last word was one that takes a value. */
function valueOption(word: string | undefined, options: OptionSpecs): OptionSpec | undefined {
  if (word === undefined) return undefined;
  const found = Object.entries(options).find(
    ([name, spec]) => word === `--${name}` || (spec.short !== undefined && word === `-${spec.short}`),
  );
  return found === undefined || found[1].type === "boolean" ? undefined : found[1];
}

function positionalWords(words: readonly string[], options: OptionSpecs): string[] {
  return words.filter(
    (word, index) => !word.startsWith("-") && valueOption(words[index - 1], options) === undefined,
  );
}

function positionalAt(command: AnyCommand, index: number): PositionalSpec | undefined {
  const last = command.positionals.at(-1);
  return command.positionals[index] ?? (last?.variadic ? last : undefined);
}
