import { parseArgs } from "node:util";
import { didYouMean } from "../config/similar-names.ts";
import type { OptionSpec, OptionSpecs, PositionalSpec, PositionalSpecs } from "./command.ts";
import { type GlobalValues, globalOptions } from "./global-options.ts";
import { usageError } from "./usage-error.ts";

type Token = NonNullable<ReturnType<typeof tokensOf>>[number];
type Values = Record<string, string | number | boolean | (string | number)[] | undefined>;

/** A command line split at the command's name. */
interface SplitArguments {
  /** undefined: only global options, or nothing. */
  readonly name: string | undefined;
  /** Everything but the name, in order. */
  readonly rest: readonly string[];
}

/** Finds the command's name: the first word that is neither an option nor a global option's value. */
export function splitCommand(argv: readonly string[]): SplitArguments {
  const first = tokensOf(argv, globalOptions).find((token) => token.kind === "positional");
  if (first === undefined) return { name: undefined, rest: argv };
  return { name: argv[first.index], rest: argv.toSpliced(first.index, 1) };
}

export interface ParsedArguments {
  readonly global: GlobalValues;
  readonly options: Values;
  readonly positionals: Record<string, string | string[] | undefined>;
}

/**
 * Parses what follows a command's name by its own and the global options; `--` ends options.
 * Throws `E_USAGE` for an unknown option (with similar ones), a missing or wrong value, too few or too many words.
 * With `--help` or `--version` nothing is required.
 */
export function parseCommandLine(
  argv: readonly string[],
  specs: OptionSpecs,
  positionals: PositionalSpecs,
): ParsedArguments {
  const known: OptionSpecs = { ...globalOptions, ...specs };
  const tokens = tokensOf(argv, known);
  const given: Values = {};
  for (const token of tokens) {
    if (token.kind === "option") takeOption(given, token, known);
  }
  const global: Record<string, unknown> = {};
  for (const name of Object.keys(globalOptions)) {
    if (!Object.hasOwn(specs, name) && Object.hasOwn(given, name)) global[name] = given[name];
  }
  const words = tokens.flatMap((token) => (token.kind === "positional" ? [token.value] : []));
  const lenient = global.help === true || global.version === true;
  return {
    global,
    options: withDefaults(given, specs),
    positionals: lenient ? {} : takePositionals(words, positionals),
  };
}

function tokensOf(argv: readonly string[], specs: OptionSpecs) {
  const options: NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>["options"]> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const type = spec.type === "boolean" ? "boolean" : "string";
    options[name] = { type, multiple: true, ...(spec.short === undefined ? {} : { short: spec.short }) };
  }
  // Not strict: the tokens tell more than parseArgs' own errors would.
  return parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

function takeOption(given: Values, token: Extract<Token, { kind: "option" }>, known: OptionSpecs): void {
  const spec = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
  if (spec === undefined) throw unknownOption(token, known);
  if (spec.type === "boolean") {
    if (token.value !== undefined) throw usageError(`option '${token.rawName}' takes no value`);
    given[token.name] = true;
    return;
  }
  const value = checkedValue(spec, token);
  const before = given[token.name];
  given[token.name] = spec.multiple ? [...(Array.isArray(before) ? before : []), value] : value;
}

function checkedValue(spec: OptionSpec, token: Extract<Token, { kind: "option" }>): string | number {
  const { rawName, value } = token;
  if (value === undefined) {
    throw usageError(`option '${rawName}' needs a value${spec.value === undefined ? "" : `: ${spec.value}`}`);
  }
  if (!token.inlineValue && value.startsWith("-") && value !== "-") {
    throw usageError(
      `option '${rawName}' needs a value, but '${value}' looks like an option`,
      `If it is the value, write ${rawName.startsWith("--") ? `${rawName}=${value}` : rawName + value}.`,
    );
  }
  if (spec.choices !== undefined && !spec.choices.includes(value)) {
    throw badChoice(`option '${rawName}'`, value, spec.choices);
  }
  if (spec.type !== "integer") return value;
  if (!/^\d{1,15}$/.test(value)) throw usageError(`option '${rawName}' takes a whole number, not '${value}'`);
  return Number(value);
}

function unknownOption(token: Extract<Token, { kind: "option" }>, known: OptionSpecs): Error {
  const names = Object.keys(known).map((name) => `--${name}`);
  const hint = token.rawName.startsWith("--") ? didYouMean(token.rawName, names) : undefined;
  return usageError(`unknown option '${token.rawName}'`, hint ?? "Options are listed by --help.");
}

function badChoice(what: string, value: string, choices: readonly string[]): Error {
  return usageError(
    `${what} must be one of ${choices.join(", ")}, not '${value}'`,
    didYouMean(value, choices),
  );
}

function withDefaults(given: Values, specs: OptionSpecs): Values {
  const values: Values = {};
  for (const [name, spec] of Object.entries(specs)) {
    const otherwise = spec.default ?? (spec.multiple ? [] : spec.type === "boolean" ? false : undefined);
    values[name] = given[name] ?? otherwise;
  }
  return values;
}

function takePositionals(
  words: readonly string[],
  specs: PositionalSpecs,
): Record<string, string | string[] | undefined> {
  const values: Record<string, string | string[] | undefined> = {};
  let next = 0;
  for (const spec of specs) {
    const taken = words.slice(next, spec.variadic ? words.length : next + 1);
    next += taken.length;
    if (spec.required && taken.length === 0)
      throw usageError(`missing ${spec.name.toUpperCase()}`, spec.description);
    for (const word of taken) checkWord(spec, word);
    values[spec.name] = spec.variadic ? taken : taken[0];
  }
  if (next < words.length) throw usageError(`unexpected '${words[next]}'`);
  return values;
}

function checkWord(spec: PositionalSpec, word: string): void {
  if (spec.choices !== undefined && !spec.choices.includes(word)) {
    throw badChoice(spec.name.toUpperCase(), word, spec.choices);
  }
}
