import type { EffectFact, EnvironmentFact, FlagFact, ServerFacts, TransportFact } from "../inspect/facts.ts";
import { codeElsewhere } from "../inspect/thin-package.ts";
import type { Colors } from "../ui/colors.ts";
import { table } from "../ui/table.ts";

/** How many places or descriptions a person wants to see; `--json` has all. */
const FEW = 8;

/** Texts are cut to what a line can hold. */
const SHORT = 100;

/**
 * The facts of one server, in sections for a person: what it needs, how it is started, its tools, what it touches. No newline at
 * the end.
 *
 * @param width of the terminal; undefined: nothing is cut
 */
export function factsText(facts: ServerFacts, colors: Colors, width: number | undefined): string {
  const { meta } = facts;
  const title = [
    colors.bold(`${facts.package} ${facts.version}`),
    ...[meta.license, facts.language].filter((one) => one !== null).map((one) => colors.dim(one)),
  ].join("  ");
  const head = [title, meta.description, meta.homepage].filter((line) => line !== null && line !== "");
  const sections: [string, string[]][] = [
    ["Needs", environmentLines(facts.environment, colors, width)],
    ["Starts", facts.transports.map((one) => transportLine(one, colors))],
    ["Flags", flagLines(facts.flags, colors, width)],
    ["Tools", toolLines(facts, colors, width)],
    ["Hosts", facts.hosts.length === 0 ? [] : [facts.hosts.map(({ host }) => host).join(", ")]],
    ["Runs programs", effectLines(facts.childProcesses)],
    ["Writes files", effectLines(facts.fileWrites)],
    [
      "Install scripts",
      Object.entries(facts.installScripts).map(([event, command]) => `${event}: ${command}`),
    ],
    ["Not read", facts.unread.map(({ file, reason }) => `${file}: ${reason}`)],
  ];
  return [
    head.join("\n"),
    ...sections
      .filter(([, lines]) => lines.length > 0)
      .map(([name, lines]) => [colors.bold(name), ...lines.map((line) => `  ${line}`)].join("\n")),
  ].join("\n\n");
}

function environmentLines(
  environment: readonly EnvironmentFact[],
  colors: Colors,
  width: number | undefined,
): string[] {
  if (environment.length === 0) return [];
  const sorted = [...environment].sort((one, other) => weight(other) - weight(one));
  const rows = sorted.map(({ name, required, secret, default: fallback, message }) => [
    colors.bold(name),
    [required ? colors.red("required") : "", secret ? colors.yellow("secret") : ""].filter(Boolean).join(" "),
    fallback === null || fallback === "" ? "" : `= ${short(fallback)}`,
    message === null ? "" : colors.dim(short(message)),
  ]);
  return lines(rows, width);
}

function weight({ required, secret }: EnvironmentFact): number {
  return (required ? 2 : 0) + (secret ? 1 : 0);
}

function transportLine(
  { transport, isDefault, args, env, path, port }: TransportFact,
  colors: Colors,
): string {
  const said = [...Object.entries(env).map(([name, value]) => `${name}=${value}`), ...(args ?? [])].join(" ");
  const how = said !== "" ? said : isDefault ? "" : args === null ? "(how to choose it is not known)" : "";
  const where = path === null ? "" : colors.dim(`at ${port === null ? "" : `:${port}`}${path}`);
  return [transport, how, where, isDefault ? colors.dim("(default)") : ""]
    .filter((part) => part !== "")
    .join("  ");
}

function flagLines(flags: readonly FlagFact[], colors: Colors, width: number | undefined): string[] {
  const rows = flags.map(
    ({ name, short: letter, takesValue, required, default: fallback, description, choices }) => [
      colors.bold(`${letter === null ? "" : `${letter}, `}${name}${takesValue ? " …" : ""}`),
      [
        required ? colors.red("required") : "",
        choices.length > 0 ? choices.join("|") : "",
        fallback === null || fallback === "" || fallback === "false" ? "" : `= ${short(fallback)}`,
      ]
        .filter(Boolean)
        .join(" "),
      description === null ? "" : colors.dim(short(description)),
    ],
  );
  return lines(rows, width);
}

function toolLines(facts: ServerFacts, colors: Colors, width: number | undefined): string[] {
  const { tools } = facts;
  if (tools.length === 0)
    return [codeElsewhere(facts) ?? "none that its code names; it may make them when it runs"];
  const rows = tools.map(({ name, description }) => [
    colors.bold(name),
    description === null ? "" : colors.dim(short(description)),
  ]);
  return lines(rows, width);
}

function effectLines(effects: readonly EffectFact[]): string[] {
  const shown = effects.slice(0, FEW).map(({ via, what, place }) => {
    return `${via}${what === null ? "" : ` ${short(what)}`} (${place.file}:${place.line})`;
  });
  return effects.length > FEW ? [...shown, `and ${effects.length - FEW} more`] : shown;
}

/** Columns without titles. */
function lines(rows: readonly (readonly string[])[], width: number | undefined): string[] {
  if (rows.length === 0) return [];
  const columns = (rows[0] ?? []).map(() => ({ title: "" }));
  const room = width === undefined ? undefined : width - 2;
  return table(columns, rows, { width: room }).split("\n").slice(1);
}

function short(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > SHORT ? `${line.slice(0, SHORT - 1)}…` : line;
}
