import type { Project } from "../config/load.ts";
import type { UserError } from "../errors.ts";
import type { Io } from "../ui/io.ts";
import type { Prompts } from "../ui/prompts.ts";
import type { Ui } from "../ui/ui.ts";

export type { Io };

/**
 * What a command is. A command's file exports `command = defineCommand({ … })`; `src/cli.ts` lists it
 * by name with a lazy import, and the framework (`main.ts`) parses, runs, renders and exits.
 */

/** What a shell may offer for a word. */
export type Completion = "server" | "installed" | "file" | "directory" | "command" | "none";

export interface PositionalSpec {
  /** Shown in capitals in the help; the key in `args.positionals`. */
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** Takes all that is left; only the last one may. With `required`: one or more. */
  readonly variadic?: boolean;
  readonly choices?: readonly string[];
  readonly complete?: Completion;
}

export interface OptionSpec {
  /** integer: digits only, negative ones are refused. */
  readonly type: "boolean" | "string" | "integer";
  readonly description: string;
  /** One letter. */
  readonly short?: string;
  /** What the help calls the value: `PATH`, `N`. */
  readonly value?: string;
  /** Given several times; the value is an array (empty when it was not given). */
  readonly multiple?: boolean;
  readonly default?: string | number | boolean;
  readonly choices?: readonly string[];
  /** What a shell offers where other values are taken too: `pass` of `PROVIDER[:WHERE]`. */
  readonly suggestions?: readonly string[];
  readonly complete?: Completion;
}

/** By long name without the dashes: `dry-run`. A name of a global option replaces that one. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;
export type PositionalSpecs = readonly PositionalSpec[];

type Base<S extends OptionSpec> = S["choices"] extends readonly (infer C extends string)[]
  ? C
  : S["type"] extends "boolean"
    ? boolean
    : S["type"] extends "integer"
      ? number
      : string;

/** Booleans are always there; others are `undefined` without a `default`. */
type OptionValue<S extends OptionSpec> = S["multiple"] extends true
  ? Base<S>[]
  : S["type"] extends "boolean"
    ? boolean
    : S["default"] extends string | number
      ? Base<S>
      : Base<S> | undefined;

export type OptionValues<O extends OptionSpecs> = { -readonly [K in keyof O]: OptionValue<O[K]> };

type Word<S extends PositionalSpec> = S["choices"] extends readonly (infer C extends string)[] ? C : string;

type PositionalValues<P extends PositionalSpecs> = {
  [S in P[number] as S["name"]]: S["variadic"] extends true
    ? Word<S>[]
    : S["required"] extends true
      ? Word<S>
      : Word<S> | undefined;
};

interface Arguments<O extends OptionSpecs, P extends PositionalSpecs> {
  readonly options: OptionValues<O>;
  readonly positionals: PositionalValues<P>;
}

/** All that a command may use of the outside. */
export interface Context {
  readonly io: Io;
  /** Notes, warnings, colours, progress: all on stderr. */
  readonly ui: Ui;
  /** Questions to the person at the terminal; null: nobody is there to answer, or `--json` is given. */
  prompts(): Promise<Prompts | null>;
  /** `--json`: the framework prints `CommandResult.json` instead of `.text`. */
  readonly json: boolean;
  /** Aborted by the first SIGINT or SIGTERM; pass it down to every wait. */
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** `--file PATH`, absolute; undefined: to be looked for from `cwd` upwards. */
  readonly file: string | undefined;
  /** All commands, for help and completion. */
  readonly commands: CommandTable;
  /** Reads `servers.yaml` (of `--file`, else found upwards); UserError when there is none. */
  project(): Promise<Project>;
}

/** What a command did. */
export interface CommandResult {
  /** Members of the one JSON document printed with `--json`, beside `ok` (and `errors`, `warnings`). */
  readonly json: Readonly<Record<string, unknown>>;
  /** What a person reads on stdout; a newline is added where it lacks one. Empty: nothing. */
  readonly text?: string;
  /** false: exit code 1 though nothing was thrown (`generate --check` found stale files). */
  readonly ok?: boolean;
  /** Failures of parts while others worked: printed to stderr, exit code 1. */
  readonly errors?: readonly UserError[];
}

interface Command<O extends OptionSpecs = OptionSpecs, P extends PositionalSpecs = PositionalSpecs> {
  /** Paragraphs under the usage line, wrapped by the framework; the summary is in the command table. */
  readonly description: string;
  readonly positionals: P;
  readonly options: O;
  /** Command line without the program's name → what it does. */
  readonly examples: readonly (readonly [line: string, explanation: string])[];
  /** Throws UserError or ManyErrors; anything else counts as a defect of ours and is told so. */
  run(context: Context, args: Arguments<O, P>): Promise<CommandResult>;
}

/** A command of any shape, as the table holds it. */
export interface AnyCommand extends Omit<Command, "run"> {
  // biome-ignore lint/suspicious/noExplicitAny: the parser builds exactly what the command's own types say
  run(context: Context, args: any): Promise<CommandResult>;
}

export interface CommandEntry {
  /** One line, for the list of commands. */
  readonly summary: string;
  /** Left out of help and completion. */
  readonly hidden?: boolean;
  readonly load: () => Promise<{ readonly command: AnyCommand }>;
}

export type CommandTable = Readonly<Record<string, CommandEntry>>;

/** Gives `run` the types its options and positionals imply. */
export function defineCommand<const O extends OptionSpecs, const P extends PositionalSpecs>(
  command: Command<O, P>,
): AnyCommand {
  return command;
}
