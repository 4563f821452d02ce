import type { Colors } from "../ui/colors.ts";
import { wrap } from "../ui/wrap.ts";
import type { AnyCommand, CommandTable, OptionSpecs } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";
import { globalOptions } from "./global-options.ts";
import {
  argumentRows,
  type HelpRow,
  inheritedOptions,
  optionRows,
  paragraphs,
  program,
  usageLine,
} from "./help-rows.ts";

/** What the program is for, in a sentence. */
export const purpose =
  "Turns MCP servers that people start with npx, uvx or go install into pinned Nix packages.";

/** `mcp-nixgen --help`. */
export function programHelp(commands: CommandTable, colors: Colors, width: number): string {
  const shown = Object.entries(commands).filter(([, entry]) => !entry.hidden);
  return sections([
    `${colors.bold("Usage:")} ${program} COMMAND [OPTION…]`,
    wrap(purpose, width),
    heading(
      "Commands",
      columns(
        shown.map(([name, entry]) => [name, entry.summary]),
        colors,
        width,
      ),
      colors,
    ),
    heading("Options of every command", options(globalOptions, colors, width), colors),
    heading(
      "Exit codes",
      columns(
        exitCodes.map(({ code, meaning }) => [String(code), meaning]),
        colors,
        width,
      ),
      colors,
    ),
    `'${program} help COMMAND' tells more about one.`,
  ]);
}

/** `mcp-nixgen COMMAND --help`. */
export function commandHelp(
  name: string,
  summary: string,
  command: AnyCommand,
  colors: Colors,
  width: number,
): string {
  const examples = command.examples.flatMap(([line, explanation]) => [
    `  ${colors.dim(`# ${explanation}`)}`,
    `  ${program} ${line}`,
  ]);
  return sections([
    `${colors.bold("Usage:")} ${usageLine(name, command)}`,
    wrap(summary, width),
    ...paragraphs(command.description).map((paragraph) => wrap(paragraph, width)),
    command.positionals.length > 0 &&
      heading("Arguments", columns(argumentRows(command), colors, width), colors),
    Object.keys(command.options).length > 0 &&
      heading("Options", options(command.options, colors, width), colors),
    heading("Options of every command", options(inheritedOptions(command), colors, width), colors),
    examples.length > 0 && heading("Examples", examples.join("\n"), colors),
  ]);
}

function sections(parts: readonly (string | false)[]): string {
  return `${parts.filter((part) => part !== false).join("\n\n")}\n`;
}

function heading(title: string, body: string, colors: Colors): string {
  return `${colors.bold(`${title}:`)}\n${body}`;
}

function options(specs: OptionSpecs, colors: Colors, width: number): string {
  return columns(optionRows(specs, "    "), colors, width);
}

/** Two columns; a first one that is too wide stands on a line of its own. */
function columns(rows: readonly HelpRow[], colors: Colors, width: number): string {
  const first = Math.min(28, Math.max(...rows.map(([left]) => left.length)));
  const indent = " ".repeat(first + 4);
  return rows
    .map(([left, right]) => {
      const body = wrap(right, Math.max(30, width - indent.length)).replaceAll("\n", `\n${indent}`);
      const head = `  ${colors.cyan(left)}`;
      return left.length > first
        ? `${head}\n${indent}${body}`
        : `${head}${" ".repeat(first - left.length)}  ${body}`;
    })
    .join("\n");
}
