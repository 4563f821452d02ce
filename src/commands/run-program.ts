import { resolve } from "node:path";
import { didYouMean } from "../config/similar-names.ts";
import { UserError } from "../errors.ts";
import { maskSecrets } from "../mask-secrets.ts";
import { colorsFor, wantsColor } from "../ui/colors.ts";
import { createUi, type TerminalUi } from "../ui/terminal-ui.ts";
import type { AnyCommand, CommandEntry, CommandResult, CommandTable, Context, Io } from "./command.ts";
import { errorJson, errorText, userErrorsOf } from "./error-report.ts";
import { codeOfSignal, type ExitCode } from "./exit-codes.ts";
import type { GlobalValues } from "./global-options.ts";
import { type ParsedArguments, parseCommandLine, splitCommand } from "./parse.ts";
import { usageError } from "./usage-error.ts";

/** The outside of one run; tests give their own. */
interface Program {
  readonly commands: CommandTable;
  /** Without node and the script. */
  readonly argv: readonly string[];
  readonly io: Io;
  /** Where answers come from; undefined: nobody is asked. */
  readonly input?: () => NodeJS.ReadStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted with the signal's name as its reason. */
  readonly signal: AbortSignal;
}

/** Parses, runs and renders one command line; the exit code. Never throws. */
export async function runProgram(program: Program): Promise<ExitCode> {
  // Rough until the line is parsed: even its own errors honour these flags.
  let global: GlobalValues = roughGlobals(program.argv);
  let ui = uiFor(program, global);
  try {
    const { name, rest } = splitCommand(program.argv);
    const entry = name === undefined ? undefined : entryOf(program.commands, name);
    const command = entry === undefined ? undefined : (await entry.load()).command;
    const parsed = parseCommandLine(rest, command?.options ?? {}, command?.positionals ?? []);
    global = parsed.global;
    ui = uiFor(program, global);
    const result = await chosen(program, ui, parsed, name, entry, command);
    ui.close();
    return finish(program, ui, global, result);
  } catch (error) {
    ui.close();
    return fail(program, ui, global, error);
  }
}

/** What to run: help and version win over the command. */
async function chosen(
  program: Program,
  ui: TerminalUi,
  parsed: ParsedArguments,
  name: string | undefined,
  entry: CommandEntry | undefined,
  command: AnyCommand | undefined,
): Promise<CommandResult> {
  const context = contextFor(program, ui, parsed.global);
  if (parsed.global.version) {
    const version = (await import("../version.ts")).programVersion();
    return { json: { version }, text: version };
  }
  if (parsed.global.help) {
    const help = await import("./help-text.ts");
    const width = Math.min(program.io.columns, 100);
    const text =
      name !== undefined && entry !== undefined && command !== undefined
        ? help.commandHelp(name, entry.summary, command, ui.colors, width)
        : help.programHelp(program.commands, ui.colors, width);
    return { json: { help: text }, text };
  }
  if (command === undefined) throw usageError("no command given", "'mcp-nixgen --help' lists them.");
  return command.run(context, { options: parsed.options, positionals: parsed.positionals });
}

function entryOf(commands: CommandTable, name: string): CommandEntry {
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry !== undefined) return entry;
  const names = Object.keys(commands).filter((each) => !commands[each]?.hidden);
  throw usageError(
    `unknown command '${name}'`,
    didYouMean(name, names) ?? "'mcp-nixgen --help' lists the commands.",
  );
}

function contextFor(program: Program, ui: TerminalUi, global: GlobalValues): Context {
  const cwd = resolve(program.cwd, global.directory ?? ".");
  const file = global.file === undefined ? undefined : resolve(cwd, global.file);
  // A command may read the file again, under a lock.
  const warned = new Set<string>();
  return {
    io: ui.io,
    ui,
    json: global.json ?? false,
    signal: program.signal,
    env: program.env,
    cwd,
    file,
    commands: program.commands,
    prompts: async () => {
      const { io, env, signal } = program;
      if (!io.stderrIsTerminal || env.TERM === "dumb" || global.json) return null;
      const input = program.input?.();
      if (input?.isTTY !== true) return null;
      const { terminalPrompts } = await import("../ui/prompts.ts");
      return terminalPrompts({ input, io: ui.io, color: ui.stderrColors.isColorSupported, signal });
    },
    project: async () => {
      const project = await (await import("../config/load.ts")).loadProject(cwd, file);
      for (const { where, message, hint } of project.warnings) {
        const text = `${where}: ${message}\n  ${ui.stderrColors.cyan("hint:")} ${hint}`;
        if (!warned.has(text)) ui.warn(text);
        warned.add(text);
      }
      return project;
    },
  };
}

function uiFor(program: Program, global: GlobalValues): TerminalUi {
  const { io, env } = program;
  const flag = global["no-color"] ? false : global.color ? true : undefined;
  return createUi(io, {
    colors: colorsFor(wantsColor(flag, env, io.stdoutIsTerminal)),
    stderrColors: colorsFor(wantsColor(flag, env, io.stderrIsTerminal)),
    verbosity: global.quiet ? "quiet" : global.verbose ? "verbose" : "normal",
    keepWarnings: global.json ?? false,
    live: io.stderrIsTerminal && env.TERM !== "dumb",
    unicode: isUnicode(env),
  });
}

function isUnicode(env: Program["env"]): boolean {
  return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || "") && env.TERM !== "linux";
}

function roughGlobals(argv: readonly string[]): GlobalValues {
  const end = argv.indexOf("--");
  const flags = new Set(end === -1 ? argv : argv.slice(0, end));
  return { json: flags.has("--json"), color: flags.has("--color"), "no-color": flags.has("--no-color") };
}

function finish(program: Program, ui: TerminalUi, global: GlobalValues, result: CommandResult): ExitCode {
  const errors = result.errors ?? [];
  const ok = (result.ok ?? true) && errors.length === 0;
  if (global.json) {
    const failures = errors.length === 0 ? {} : { errors: errors.map(errorJson) };
    printJson(program, { ok, ...result.json, ...warningsOf(ui), ...failures });
  } else {
    if (result.text) program.io.stdout(result.text.endsWith("\n") ? result.text : `${result.text}\n`);
    for (const error of errors) program.io.stderr(errorText(error, ui.stderrColors));
  }
  return ok ? 0 : (codeOfAbort(program.signal) ?? 1);
}

function fail(program: Program, ui: TerminalUi, global: GlobalValues, thrown: unknown): ExitCode {
  const interrupted = codeOfAbort(program.signal);
  const errors = interrupted === undefined ? userErrorsOf(thrown) : [interruptedError(program.signal)];
  if (global.json) {
    printJson(program, { ok: false, ...warningsOf(ui), errors: errors.map(errorJson) });
  } else for (const error of errors) program.io.stderr(errorText(error, ui.stderrColors));
  if (global.verbose) program.io.stderr(`${stackOf(thrown)}\n`);
  if (interrupted !== undefined) return interrupted;
  if (errors.some((error) => error.code === "E_INTERRUPTED")) return codeOfSignal.SIGINT;
  return errors.every((error) => error.code === "E_USAGE") ? 2 : 1;
}

function codeOfAbort(signal: AbortSignal): ExitCode | undefined {
  if (!signal.aborted) return undefined;
  return signal.reason === "SIGTERM" ? codeOfSignal.SIGTERM : codeOfSignal.SIGINT;
}

function interruptedError(signal: AbortSignal): UserError {
  return new UserError(signal.reason === "SIGTERM" ? "terminated" : "interrupted", {
    code: "E_INTERRUPTED",
    hint: "Nothing is half-written; run it again to go on.",
  });
}

function warningsOf(ui: TerminalUi): { warnings?: readonly string[] } {
  return ui.warnings.length === 0 ? {} : { warnings: ui.warnings };
}

function printJson(program: Program, value: unknown): void {
  program.io.stdout(`${JSON.stringify(value, null, 2)}\n`);
}

function stackOf(thrown: unknown): string {
  return maskSecrets(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
}
