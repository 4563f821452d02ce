import type { UpdateReport } from "./report.ts";
import { reportLines } from "./report-text.ts";

interface Message {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** The `source` that servers.yaml has now; null: it stayed. */
  readonly source: string | null;
  readonly report: UpdateReport;
}

/** What git is told of one server's update: `NAME: 1.2.3 → 1.3.0`, and the report below it. */
export function commitMessage({ name, from, to, source, report }: Message): string {
  const lines = reportLines(report).map(({ text, warning }) => `- ${warning ? "! " : ""}${plain(text)}`);
  const rewritten = source === null ? [] : [`- servers.yaml: ${source}`];
  return `${[`${name}: ${from} → ${to}`, "", ...lines, ...rewritten].join("\n").trimEnd()}\n`;
}

/** Commands and names of others stand in it: one line each, nothing a terminal would obey. */
function plain(text: string): string {
  return text.replace(/\p{C}+/gu, " ");
}
