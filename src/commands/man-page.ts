import { macro, roff } from "../ui/roff.ts";
import { programVersion } from "../version.ts";
import type { AnyCommand, CommandTable } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";
import { globalOptions } from "./global-options.ts";
import { argumentRows, type HelpRow, optionRows, paragraphs, program, usageLine } from "./help-rows.ts";
import { purpose } from "./help-text.ts";

/** mcp-nixgen(1) in roff (man(7)): what the help of every command says, on one page. */
export async function manPage(commands: CommandTable): Promise<string> {
  const shown = Object.entries(commands).filter(([, entry]) => !entry.hidden);
  const parts = await Promise.all(
    shown.map(async ([name, { summary, load }]) => commandSection(name, summary, (await load()).command)),
  );
  const lines = [
    // No date: the page is of a version, and the same at any day.
    macro("TH", program.toUpperCase(), "1", "", `${program} ${programVersion()}`, "User Commands"),
    macro("SH", "NAME"),
    `${roff(program)} \\- pinned Nix packages of MCP servers, and their place in every client`,
    macro("SH", "SYNOPSIS"),
    `${macro("B", program)}\n${macro("I", "COMMAND")}\n${roff("[OPTION…]")}`,
    macro("SH", "DESCRIPTION"),
    roff(purpose),
    macro("SH", "COMMANDS"),
    ...parts.flat(),
    macro("SH", "OPTIONS OF EVERY COMMAND"),
    ...rows(optionRows(globalOptions, "")),
    macro("SH", "EXIT STATUS"),
    ...rows(exitCodes.map(({ code, meaning }): HelpRow => [String(code), meaning])),
    macro("SH", "FILES"),
    ...rows(files),
    macro("SH", "SEE ALSO"),
    ".BR nixpkgs\\-mcp (1),",
    ".BR nix (1),",
    ".BR home\\-manager (1)",
  ];
  return `${lines.join("\n")}\n`;
}

const files: readonly HelpRow[] = [
  ["servers.yaml", "The servers, yours to edit."],
  ["servers.lock.json", "Versions and hashes, written by prefetch."],
  ["~/.config/mcp-nixgen/manifest.json", "What is installed, written by the Home-Manager module."],
  ["~/.local/state/mcp-nixgen", "Logs of the servers, backups of the clients' files."],
  ["~/.cache/mcp-nixgen", "Downloads; may be deleted at any time but for the private Nix in it."],
];

function commandSection(name: string, summary: string, command: AnyCommand): string[] {
  const lines = [
    macro("SS", usageLine(name, command).slice(program.length + 1)),
    roff(summary),
    ...paragraphs(command.description).flatMap((paragraph) => [".PP", roff(paragraph)]),
    ...rows(argumentRows(command)),
    ...rows(optionRows(command.options, "")),
  ];
  if (command.examples.length > 0) {
    lines.push(".PP", "Examples:", ".PP", ".nf", ".RS");
    for (const [line, about] of command.examples) lines.push(roff(`# ${about}`), roff(`${program} ${line}`));
    lines.push(".RE", ".fi");
  }
  return lines;
}

function rows(all: readonly HelpRow[]): string[] {
  return all.flatMap(([typed, about]) => [".TP", macro("B", typed), roff(about)]);
}
