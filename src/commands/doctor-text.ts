import type { Examination } from "../doctor/examine.ts";
import { type Check, type Finding, isWrong, type ServerReport } from "../doctor/finding.ts";
import type { Colors } from "../ui/colors.ts";
import type { Io } from "../ui/io.ts";
import { table } from "../ui/table.ts";

/** What `doctor` found, for people: a table of the servers, then what is wrong with which, and what to do. */
export function doctorText(examination: Examination, colors: Colors, io: Io): string {
  const { environment, servers } = examination;
  const width = io.stdoutIsTerminal ? io.columns : undefined;
  const limited = servers.some(({ findings }) => of(findings, "limits").length > 0);
  const titles = ["SERVER", "STATE", "PACKAGE", "SECRETS", "ANSWERS", "TOOLS", "RUNS IN"];
  const columns = [...titles, ...(limited ? ["LIMITS IN EFFECT"] : [])].map((title) => ({
    title,
    align: title === "TOOLS" ? ("right" as const) : ("left" as const),
  }));
  const rows = servers.map((report) => [
    ...rowOf(report, colors),
    ...(limited ? [limitsOf(report.findings) || "-"] : []),
  ]);
  const shown =
    servers.length === 0
      ? ["No server is installed."]
      : [table(columns, rows, { width, header: colors.dim })];
  const problems = [
    ...servers.flatMap((report) => problemLines(report.name, report.findings, report.stderr, colors)),
    ...problemLines("this machine", environment, null, colors),
  ];
  const around = environment
    .filter(({ level, check }) => level === "ok" && check !== "limits")
    .map(({ check, text }) => {
      const limits = check === "slice" ? limitsOf(environment, `${text}: `) : "";
      return limits === "" ? text : `${text}: ${limits}`;
    });
  return [
    ...shown,
    ...(problems.length > 0 ? ["", ...problems] : []),
    ...(around.length > 0 ? ["", colors.dim(around.join(" · "))] : []),
  ].join("\n");
}

function rowOf(report: ServerReport, colors: Colors): string[] {
  const { name, version } = report.package ?? { name: "-", version: null };
  return [
    colors.bold(report.name),
    stateOf(report, colors),
    version === null ? name : `${name} ${version}`,
    secretsOf(report, colors),
    answersOf(report),
    report.tools === null ? "-" : String(report.tools),
    placeOf(report),
  ];
}

function stateOf(report: ServerReport, colors: Colors): string {
  if (isWrong(report)) return colors.red("wrong");
  const levels = report.findings.map(({ level }) => level);
  if (levels.includes("warning")) return colors.yellow("warning");
  const isSkipped = of(report.findings, "answers").some(({ level }) => level === "skipped");
  return isSkipped ? colors.dim("not started") : colors.green("ok");
}

function secretsOf({ findings }: ServerReport, colors: Colors): string {
  const all = of(findings, "secrets");
  if (all.length === 0) return "-";
  const there = all.filter(({ level }) => level === "ok").length;
  const text = `${there} of ${all.length}`;
  return all.some(({ level }) => level === "failed" || level === "warning") ? colors.red(text) : text;
}

/** `memoryMax 1G, tasksMax 50`: those that the kernel has. */
function limitsOf(findings: readonly Finding[], prefix = ""): string {
  return of(findings, "limits")
    .filter(({ level }) => level === "ok")
    .map(({ text }) => (text.startsWith(prefix) ? text.slice(prefix.length) : text))
    .join(", ");
}

/** The server's start is in the answer to initialize. */
function answersOf({ timings }: ServerReport): string {
  return timings === null ? "-" : `${timings.initialize} + ${timings.toolsList} ms`;
}

function placeOf({ transport, unit, slice, tools }: ServerReport): string {
  if (unit !== null) return transport === "http" ? unit : (slice ?? unit);
  return tools === null ? "-" : "no scope";
}

function of(findings: readonly Finding[], check: Check): Finding[] {
  return findings.filter((finding) => finding.check === check);
}

function problemLines(
  whose: string,
  findings: readonly Finding[],
  stderr: string | null,
  colors: Colors,
): string[] {
  const problems = findings.filter(({ level }) => level === "failed" || level === "warning");
  const said =
    stderr === null
      ? []
      : [`  ${colors.dim("it said:")}`, ...stderr.split("\n").map((line) => `    ${line}`)];
  return [
    ...problems.flatMap(({ level, text, hint }) => [
      `${level === "failed" ? colors.red("wrong:") : colors.yellow("warning:")} ${colors.bold(whose)}: ${text}`,
      ...(hint === undefined ? [] : [`  ${colors.cyan("hint:")} ${hint}`]),
    ]),
    ...(problems.length > 0 ? said : []),
    ...findings
      .filter(({ check, level }) => check === "secrets" && level === "skipped")
      .map(({ text }) => `${colors.dim("not looked at:")} ${colors.bold(whose)}: ${text}`),
  ];
}
