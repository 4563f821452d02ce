import { type Level, levels, reaches, type Severity } from "../audit/advisory.ts";
import type { AuditReport, Finding, ServerReport } from "../audit/report.ts";
import type { Colors } from "../ui/colors.ts";
import { oneLine } from "../ui/progress-lines.ts";
import { table } from "../ui/table.ts";

interface Counts {
  /** Servers that were looked at. */
  readonly servers: number;
  readonly affected: number;
  /** Findings at or over the level. */
  readonly counted: number;
  /** Those below it. */
  readonly below: number;
  readonly ignored: number;
  /** Of all findings that are not passed over. */
  readonly severities: Readonly<Partial<Record<Severity, number>>>;
  readonly packages: number;
  readonly unanswered: number;
}

export function countsOf({ servers }: AuditReport, level: Level): Counts {
  const findings = servers.flatMap((one) => one.findings);
  const counted = (some: readonly Finding[]) =>
    some.filter((one) => reaches(one.advisory.severity, level)).length;
  const severities: Partial<Record<Severity, number>> = {};
  for (const { advisory } of findings)
    severities[advisory.severity] = (severities[advisory.severity] ?? 0) + 1;
  const sum = (of: (one: ServerReport) => number) => servers.reduce((total, one) => total + of(one), 0);
  return {
    servers: servers.length,
    affected: servers.filter((one) => counted(one.findings) > 0).length,
    counted: counted(findings),
    below: findings.length - counted(findings),
    ignored: sum((one) => one.ignored.length),
    severities,
    packages: sum((one) => one.asked),
    unanswered: sum((one) => one.unanswered),
  };
}

interface Look {
  readonly colors: Colors;
  /** Columns of the terminal; undefined: it is none, and nothing is shortened. */
  readonly width: number | undefined;
}

/** What a person reads: a table for every server that something was found in, notes, a sum. */
export function auditText(report: AuditReport, level: Level, look: Look): string {
  const counts = countsOf(report, level);
  const sections = report.servers.flatMap((server) => {
    const findings = server.findings.filter((one) => reaches(one.advisory.severity, level));
    return findings.length === 0 ? [] : [serverText(server, findings, look), ""];
  });
  return [...sections, ...notesOf(report, look), summaryText(counts, level, look)].join("\n");
}

function serverText(server: ServerReport, findings: readonly Finding[], look: Look): string {
  const { colors } = look;
  const columns = [
    { title: "SEVERITY" },
    { title: "PACKAGE" },
    { title: "FIX" },
    { title: "THROUGH" },
    { title: "ADVISORY" },
  ];
  const rows = findings.map((one) => [
    severityText(one, colors),
    oneLine(`${one.advisory.package}@${one.version}`),
    oneLine(one.remedy.version ?? one.advisory.fixed[0] ?? "none"),
    oneLine(wayText(one, look)),
    oneLine(one.advisory.url ?? one.advisory.id),
  ]);
  // That there is none stands in the table.
  const remedies = new Set(findings.flatMap(({ remedy }) => (remedy.kind === "none" ? [] : [remedy.text])));
  const sizes = `${count(server.asked, "package")}: ${count(findings.length, "advisory", "advisories")}`;
  const width = look.width === undefined ? undefined : look.width - 2;
  const body = table(columns, rows, { header: colors.dim, width }).split("\n");
  return [
    `${colors.bold(server.server)} ${server.version}, ${sizes}`,
    ...body.map((line) => `  ${line}`),
    ...[...remedies].map((text) => `  ${colors.cyan("→")} ${oneLine(text)}`),
  ].join("\n");
}

const paint: Readonly<Record<Severity, (text: string, colors: Colors) => string>> = {
  critical: (text, colors) => colors.bold(colors.red(text)),
  high: (text, colors) => colors.red(text),
  moderate: (text, colors) => colors.yellow(text),
  unknown: (text, colors) => colors.yellow(text),
  low: (text) => text,
  info: (text) => text,
};

function severityText({ advisory }: Finding, colors: Colors): string {
  const score = advisory.cvss === null ? "" : ` ${advisory.cvss.toFixed(1)}`;
  return paint[advisory.severity](`${advisory.severity}${score}`, colors);
}

/** The chain without the server itself, which stands above, and the package, which stands beside. */
function wayText({ way }: Finding, { width }: Look): string {
  if (way === null) return "?";
  if (way.length <= 2) return way.length === 1 ? "itself" : "direct";
  const between = way.slice(1, -1);
  const shown = width === undefined || between.length <= 2 ? between : [between[0]!, "…", between.at(-1)!];
  return shown.join(" > ");
}

/** What was not looked at, each with the servers it is about. */
function notesOf({ servers }: AuditReport, { colors }: Look): string[] {
  const about = new Map<string, string[]>();
  for (const { server, notes } of servers)
    for (const note of notes) about.set(note, [...(about.get(note) ?? []), server]);
  const lines = [...about].map(([note, names]) => colors.dim(`${names.join(", ")}: ${note}`));
  return lines.length === 0 ? [] : [...lines, ""];
}

function summaryText(counts: Counts, level: Level, { colors }: Look): string {
  const asked = `${count(counts.packages - counts.unanswered, "package")} of ${count(counts.servers, "server")}`;
  const shown: readonly Severity[] = [...levels.toReversed(), "unknown"];
  const parts = shown.flatMap((severity) => {
    const number = counts.severities[severity] ?? 0;
    return number === 0 || !reaches(severity, level) ? [] : [`${number} ${severity}`];
  });
  if (counts.packages > 0 && counts.packages === counts.unanswered)
    return colors.yellow(
      `nobody answered for ${count(counts.packages, "package")} of ${count(counts.servers, "server")}: nothing is known`,
    );
  const found =
    counts.counted === 0
      ? colors.green(`no advisories${level === "low" ? "" : ` of level ${level} or over`}`)
      : `${count(counts.counted, "advisory", "advisories")} (${parts.join(", ")}) in ${count(counts.affected, "server")}`;
  const more = [
    ...(counts.below === 0 ? [] : [`${counts.below} below level ${level}`]),
    ...(counts.ignored === 0 ? [] : [`${counts.ignored} passed over`]),
    ...(counts.unanswered === 0
      ? []
      : [colors.yellow(`${count(counts.unanswered, "package")} not answered for`)]),
  ];
  return [`${asked}: ${found}`, ...more].join("; ");
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
