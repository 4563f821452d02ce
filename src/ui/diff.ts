import { structuredPatch } from "diff";
import { maskSecrets } from "../mask-secrets.ts";
import type { Colors } from "./colors.ts";

/** Lines of difference beyond which only the counts are told: finding a shortest diff is quadratic in it. */
const mostEdits = 4000;

/**
 * A unified diff of one file for a person, three lines of context, coloured. Empty when both are equal.
 * `null` stands for a file that is not there. No newline at the end. Secrets in the file are masked.
 */
export function fileDiff(path: string, before: string | null, after: string | null, colors: Colors): string {
  if (before === after) return "";
  const head = [
    colors.bold(`--- ${before === null ? "/dev/null" : `a/${path}`}`),
    colors.bold(`+++ ${after === null ? "/dev/null" : `b/${path}`}`),
  ];
  const patch = structuredPatch(path, path, before ?? "", after ?? "", undefined, undefined, {
    context: 3,
    maxEditLength: mostEdits,
  });
  if (patch === undefined) {
    return [...head, `(${countLines(before)} lines become ${countLines(after)}; too different to show)`].join(
      "\n",
    );
  }
  const body = patch.hunks.flatMap((hunk) => [
    colors.cyan(`@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@`),
    ...hunk.lines.map((line) => paint(maskSecrets(line), colors)),
  ]);
  return [...head, ...body].join("\n");
}

/** Of no lines the line before is named, as in POSIX' unified format. */
function range(start: number, lines: number): string {
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

function paint(line: string, colors: Colors): string {
  if (line.startsWith("+")) return colors.green(line);
  if (line.startsWith("-")) return colors.red(line);
  return line;
}

function countLines(text: string | null): number {
  return text === null || text === "" ? 0 : text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}
