import { UserError } from "../../errors.ts";

/** What choosing the server's command depends on. */
interface MainProgramInput {
  readonly packageName: string;
  /** Command → file. */
  readonly bins: Readonly<Record<string, string>>;
  /** `bin` of servers.yaml. */
  readonly asked: string | undefined;
  readonly where: string;
}

/** One after the other, until one names exactly one command (or several names of one file). */
const rules: readonly ((command: string, unscoped: string) => boolean)[] = [
  () => true,
  (command, unscoped) => command === unscoped,
  (command, unscoped) => command === unscoped.replace(/^server-/, "mcp-server-"),
  (command) => /mcp[-_]?server|server[-_]?mcp/.test(command),
  (command) => command.includes("mcp"),
  (command) => command.includes("server"),
];

/**
 * Which command of a package is the MCP server. First npx's own rules (the only one; several names of
 * one file; the one named like the package), then the names servers use.
 *
 * @throws UserError `E_NO_BIN` without any command, `E_BIN` when it stays open or the asked one is missing
 */
export function mainProgram({ packageName, bins, asked, where }: MainProgramInput): string {
  const commands = Object.keys(bins);
  if (commands.length === 0) {
    throw new UserError(`${packageName} publishes no command, so there is no server to start`, {
      code: "E_NO_BIN",
      where,
      hint: "It may be a library; look in its README for the package that is the server.",
    });
  }
  const list = commands.join(", ");
  if (asked !== undefined) {
    if (Object.hasOwn(bins, asked)) return asked;
    throw new UserError(`${packageName} has no command ${asked}`, {
      code: "E_BIN",
      where,
      hint: `Its commands: ${list}.`,
    });
  }
  const unscoped = packageName.replace(/^@[^/]*\//, "");
  for (const rule of rules) {
    const fitting = commands.filter((command) => rule(command, unscoped));
    const files = new Set(fitting.map((command) => bins[command]));
    if (files.size === 1) return fitting.includes(unscoped) ? unscoped : fitting[0]!;
  }
  throw new UserError(`${packageName} has several commands and none says that it is the server`, {
    code: "E_BIN",
    where,
    hint: `Choose one with \`bin:\` in servers.yaml: ${list}.`,
  });
}
