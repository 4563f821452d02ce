import type { AnyCommand, OptionSpec, OptionSpecs, PositionalSpec } from "./command.ts";
import { globalOptions } from "./global-options.ts";

export const program = "mcp-nixgen";

/** What is typed, and what is said of it. */
export type HelpRow = readonly [typed: string, about: string];

/** A command line as the help shows it: `mcp-nixgen build [NAME…] [OPTION…]`. */
export function usageLine(name: string, { positionals, options }: AnyCommand): string {
  const words = positionals.map((spec) => ` ${usageOf(spec)}`).join("");
  return `${program} ${name}${words}${Object.keys(options).length > 0 ? " [OPTION…]" : ""}`;
}

function usageOf(spec: PositionalSpec): string {
  const word = spec.name.toUpperCase() + (spec.variadic ? "…" : "");
  return spec.required ? word : `[${word}]`;
}

export function argumentRows({ positionals }: AnyCommand): HelpRow[] {
  return positionals.map((spec) => [spec.name.toUpperCase(), described(spec)]);
}

/** `-n, --dry-run`; where there is no letter the column of letters stays `gap`. */
export function optionRows(options: OptionSpecs, gap: string): HelpRow[] {
  return Object.entries(options).map(([name, spec]) => {
    const short = spec.short === undefined ? gap : `-${spec.short}, `;
    const value = spec.type === "boolean" ? "" : ` ${spec.value ?? (spec.type === "integer" ? "N" : "TEXT")}`;
    return [`${short}--${name}${value}`, described(spec)];
  });
}

/** The options of every command that this one does not define itself. */
export function inheritedOptions({ options }: AnyCommand): OptionSpecs {
  return Object.fromEntries(
    Object.entries(globalOptions).filter(([option]) => !Object.hasOwn(options, option)),
  );
}

export function paragraphs(text: string): string[] {
  return text
    .trim()
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph !== "");
}

function described(spec: Pick<OptionSpec, "description" | "choices" | "default" | "multiple">): string {
  const parts = [spec.description];
  if (spec.choices !== undefined) parts.push(`One of: ${spec.choices.join(", ")}.`);
  if (spec.default !== undefined && spec.default !== false) parts.push(`Default: ${spec.default}.`);
  if (spec.multiple) parts.push("May be given several times.");
  return parts.join(" ");
}
