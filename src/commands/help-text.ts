import type { Colors } from "../ui/colors.ts";
import { wrap } from "../ui/wrap.ts";
import type { AnyCommand, CommandTable, OptionSpec, OptionSpecs, PositionalSpec } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";
import { globalOptions } from "./global-options.ts";

const program = "mcp-nixgen";

/** `mcp-nixgen --help`. */
export function programHelp(commands: CommandTable, colors: Colors, width: number): string {
  const shown = Object.entries(commands).filter(([, entry]) => !entry.hidden);
  return sections([
    `${colors.bold("Usage:")} ${program} COMMAND [OPTION…]`,
    wrap("Turns MCP servers that people start with npx, uvx or go install into pinned Nix packages.", width),
    heading(
      "Commands",
      columns(
        shown.map(([name, entry]) => [name, entry.summary]),
        colors,
        width,
      ),
      colors,
    ),
    heading("Options of every command", optionRows(globalOptions, colors, width), colors),
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
  const { positionals, options } = command;
  const inherited = Object.fromEntries(
    Object.entries(globalOptions).filter(([option]) => !Object.hasOwn(options, option)),
  );
  const words = positionals.map((spec) => ` ${usageOf(spec)}`).join("");
  const examples = command.examples.flatMap(([line, explanation]) => [
    `  ${colors.dim(`# ${explanation}`)}`,
    `  ${program} ${line}`,
  ]);
  return sections([
    `${colors.bold("Usage:")} ${program} ${name}${words}${Object.keys(options).length > 0 ? " [OPTION…]" : ""}`,
    wrap(summary, width),
    ...command.description
      .trim()
      .split(/\n\s*\n/)
      .filter((paragraph) => paragraph !== "")
      .map((paragraph) => wrap(paragraph, width)),
    positionals.length > 0 &&
      heading(
        "Arguments",
        columns(
          positionals.map((spec) => [spec.name.toUpperCase(), described(spec)]),
          colors,
          width,
        ),
        colors,
      ),
    Object.keys(options).length > 0 && heading("Options", optionRows(options, colors, width), colors),
    heading("Options of every command", optionRows(inherited, colors, width), colors),
    examples.length > 0 && heading("Examples", examples.join("\n"), colors),
  ]);
}

function sections(parts: readonly (string | false)[]): string {
  return `${parts.filter((part) => part !== false).join("\n\n")}\n`;
}

function heading(title: string, body: string, colors: Colors): string {
  return `${colors.bold(`${title}:`)}\n${body}`;
}

function usageOf(spec: PositionalSpec): string {
  const word = spec.name.toUpperCase() + (spec.variadic ? "…" : "");
  return spec.required ? word : `[${word}]`;
}

function optionRows(options: OptionSpecs, colors: Colors, width: number): string {
  const rows = Object.entries(options).map(([name, spec]): [string, string] => {
    const short = spec.short === undefined ? "    " : `-${spec.short}, `;
    const value = spec.type === "boolean" ? "" : ` ${spec.value ?? (spec.type === "integer" ? "N" : "TEXT")}`;
    return [`${short}--${name}${value}`, described(spec)];
  });
  return columns(rows, colors, width);
}

function described(spec: Pick<OptionSpec, "description" | "choices" | "default" | "multiple">): string {
  const parts = [spec.description];
  if (spec.choices !== undefined) parts.push(`One of: ${spec.choices.join(", ")}.`);
  if (spec.default !== undefined && spec.default !== false) parts.push(`Default: ${spec.default}.`);
  if (spec.multiple) parts.push("May be given several times.");
  return parts.join(" ");
}

/** Two columns; a first one that is too wide stands on a line of its own. */
function columns(rows: readonly (readonly [string, string])[], colors: Colors, width: number): string {
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
