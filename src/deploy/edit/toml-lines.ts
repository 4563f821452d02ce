import type { AST } from "toml-eslint-parser";
import type { Splice } from "../../config/yaml-splice.ts";
import { endOfLine } from "./hash-comments.ts";
import type { TomlPiece } from "./toml-pieces.ts";

/** Places of tables and pairs in a TOML text, in whole lines. */

interface LineRange {
  readonly start: number;
  /** Before the line break. */
  readonly end: number;
  readonly kind: "section" | "pair";
}

function startOfLine(text: string, at: number): number {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  return text.slice(start, at).trim() === "" ? start : at;
}

/** The end of a table's last pair, or of its header. */
export function endOfTable(text: string, node: AST.TOMLTable | AST.TOMLKeyValue): number {
  const last = node.type === "TOMLTable" ? (node.body.at(-1) ?? node) : node;
  return endOfLine(text, last.range[1]);
}

/** The comments right under a table or pair are its own, unless another header follows them at once. */
export function pastOwnComments(text: string, end: number): number {
  const comments = /(?:\r?\n[ \t]*#[^\r\n]*)+(?=\r?\n[ \t]*(?:\r?\n|$)|(?:\r?\n)?$)/y;
  comments.lastIndex = end;
  return comments.test(text) ? comments.lastIndex : end;
}

/** The lines of a server's tables and pairs; those with nothing but blank lines between them are one range. */
export function lineRanges(text: string, pieces: readonly TomlPiece[]): LineRange[] {
  const ranges: LineRange[] = [];
  for (const { node, kind } of pieces) {
    const start = startOfLine(text, node.range[0]);
    const range: LineRange = { start, end: endOfTable(text, node), kind: kind === "section" ? kind : "pair" };
    const before = ranges.at(-1);
    const joins = before?.kind === range.kind && text.slice(before.end, range.start).trim() === "";
    if (joins) ranges[ranges.length - 1] = { ...range, start: before.start };
    else ranges.push(range);
  }
  return ranges;
}

/**
 * Takes lines out with the line break before them; before a table with the blank line as well. At the head of
 * the file it is what follows that goes.
 */
export function removeLines(text: string, { start, end, kind }: LineRange): Splice {
  const breaks = kind === "section" ? 2 : 1;
  const before = new RegExp(`(?:\\r?\\n){1,${breaks}}$`).exec(text.slice(Math.max(0, start - 4), start));
  if (start > 0 && before !== null) {
    const at = start - before[0].length;
    return { at, remove: end - at, insert: "" };
  }
  const after = new RegExp(`^(?:\\r?\\n){0,${breaks}}`).exec(text.slice(end, end + 4))!;
  return { at: start, remove: end + after[0].length - start, insert: "" };
}

/** Whether the file has tables, and none with a blank line before it. */
export function isCompact(text: string, program: AST.TOMLProgram): boolean {
  const first = /\S/.exec(text)?.index ?? 0;
  const places = program.body[0].body
    .filter((node) => node.type === "TOMLTable")
    .map((node) => pastCommentsAbove(text, startOfLine(text, node.range[0])))
    .filter((at) => at > first);
  return places.length > 0 && places.every((at) => lineAbove(text, at).trim() !== "");
}

/** From the start of a line up to that of the first of the comments right above. */
function pastCommentsAbove(text: string, start: number): number {
  let at = start;
  while (at > 0 && lineAbove(text, at).trimStart().startsWith("#")) {
    at = text.lastIndexOf("\n", at - 2) + 1;
  }
  return at;
}

function lineAbove(text: string, start: number): string {
  return text.slice(text.lastIndexOf("\n", start - 2) + 1, start);
}
